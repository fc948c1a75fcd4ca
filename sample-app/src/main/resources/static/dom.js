/**
 * Make an element. Children are appended as text or nodes, never parsed as HTML.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children);
  return element;
}

export const byId = (id) => document.getElementById(id);

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

export const money = (amount) => euros.format(amount);

export const shortId = (id) => String(id).slice(0, 8);

const csrfToken = () => document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)?.[1] ?? '';

/**
 * The header that shows the shop that a request comes from a page of its own, which alone can read
 * the cookie.
 */
export const csrfHeader = () => ({ 'X-XSRF-TOKEN': csrfToken() });

export const logIn = () => location.replace('login.html');

export async function request(path, method = 'GET', body = undefined) {
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json', 'Accept': 'application/json', ...csrfHeader() },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Error('The shop does not answer');
  });
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response.status === 204 ? null : response.json();
}

/**
 * Read the problem detail (RFC 9457) of an answer. Whoever is logged in no more is asked to.
 */
export async function problemOf(response) {
  if (response.status === 401) {
    logIn();
  }
  const problem = await response.json().catch(() => ({}));
  return new Error(problem.detail ?? `The shop answered ${response.status}`);
}
