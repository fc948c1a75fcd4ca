import { el, shortId } from './dom.js';

const STAMPS = ['createdAt', 'updatedAt', 'deletedAt'];
const SHOWN_CHARACTERS = 160;

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23',
});

/**
 * Make the card of a change: old beside new, what changed first and marked, the rest a click
 * away.
 */
export function changeCard(channel, change, lag) {
  const id = (change.new ?? change.old)?.id;
  return el('li', {},
    el('article', {
      'class': 'card', 'data-testid': 'change', 'data-channel': channel, 'data-action': change.action,
      'data-entity-id': id, 'data-leaves': change.leaves,
    },
    el('header', {},
      el('span', { 'class': 'badge' }, change.action),
      el('strong', { 'class': 'model' }, change.model),
      id ? el('span', { 'class': 'id', 'title': id }, shortId(id)) : '',
      change.leaves ? el('span', { 'class': 'tag' }, 'leaves') : '',
      el('span', { 'class': 'lag', 'title': 'From the commit to this page', 'data-testid': 'lag' }, lag)),
    ...body(change)));
}

/**
 * Make the card of a notice that somebody has sent.
 */
export function noticeCard(channel, { from, text }) {
  return el('li', {},
    el('article', { 'class': 'card', 'data-testid': 'notice', 'data-channel': channel, 'data-action': 'MESSAGE' },
      el('header', {}, el('span', { 'class': 'badge' }, 'MESSAGE'), el('strong', { 'class': 'model' }, from)),
      el('p', { 'class': 'note' }, text)));
}

/**
 * Make a card that says that changes may have been missed.
 */
export function refreshCard(channel) {
  return el('li', {},
    el('article', { 'class': 'card', 'data-testid': 'refresh', 'data-channel': channel, 'data-action': 'REFRESH' },
      el('header', {}, el('span', { 'class': 'badge' }, 'REFRESH'), el('strong', { 'class': 'model' }, channel)),
      el('p', { 'class': 'note' }, 'Something may have been missed. What is listed is loaded anew.')));
}

function body(change) {
  if (change.action === 'TRUNCATE') {
    return [el('p', { 'class': 'note' }, 'Every row of the table was removed.'), footer(change)];
  }
  const { first, rest } = attributes(change);
  const more = el('tbody', { hidden: true }, ...rest.map((name) => row(change, name)));
  const table = el('table', { 'class': 'diff' },
    el('thead', {}, el('tr', {},
      el('th', { scope: 'col' }, 'Attribute'), el('th', { scope: 'col' }, 'Old'), el('th', { scope: 'col' }, 'New'))),
    el('tbody', {}, ...first.map((name) => row(change, name))),
    more);
  return [table, footer(change, rest.length ? toggle(more, rest.length) : '')];
}

function attributes(change) {
  const names = [...new Set([...Object.keys(change.new ?? {}), ...Object.keys(change.old ?? {})])]
    .sort((a, b) => STAMPS.indexOf(a) - STAMPS.indexOf(b) || a.localeCompare(b));
  const image = change.new ?? change.old ?? {};
  const matters = change.action === 'UPDATE'
    ? (name) => change.changed.includes(name)
    : (name) => name !== 'id' && !STAMPS.includes(name) && image[name] !== null;
  return { first: names.filter(matters), rest: names.filter((name) => !matters(name)) };
}

function row(change, name) {
  const changed = change.changed?.includes(name);
  return el('tr', { 'data-attribute': name, 'data-changed': changed },
    el('th', { scope: 'row' }, name, changed ? el('span', { 'class': 'visually-hidden' }, ' (changed)') : ''),
    cell('old', change.old, name), cell('new', change.new, name));
}

function cell(side, image, name) {
  const value = image?.[name];
  if (value === null || value === undefined) {
    return el('td', { 'class': `${side} void` }, image && value === null ? 'null' : '–');
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_CHARACTERS
    ? el('td', { 'class': side, 'title': `${text.length} characters` }, `${text.slice(0, SHOWN_CHARACTERS)}…`)
    : el('td', { 'class': side }, text);
}

function toggle(rows, count) {
  const label = (verb) => `${verb} ${count} more`;
  const button = el('button', { type: 'button', 'class': 'text', 'aria-expanded': 'false' }, label('Show'));
  button.addEventListener('click', () => {
    rows.hidden = !rows.hidden;
    button.setAttribute('aria-expanded', String(!rows.hidden));
    button.textContent = label(rows.hidden ? 'Show' : 'Hide');
  });
  return button;
}

function footer(change, ...children) {
  return el('footer', {},
    el('span', { 'class': 'facts' },
      el('time', { datetime: change.commitTimestamp }, clock.format(new Date(change.commitTimestamp))),
      el('span', {}, 'at ', el('code', { 'title': 'The position in the write-ahead log' }, change.position))),
    ...children);
}
