import { byId, request } from './dom.js';

const COPIED_MILLIS = 2000;

/**
 * Fill in the commands that a person may copy to a terminal.
 */
export async function showSnippets(user) {
  byId('curl').textContent = `curl -u ${user.name} -H 'Content-Type: application/json' \\
  -d '{"shipAddress": "1 Canal Road", "lines": [{"product": "Stoneware cup", "quantity": 2}]}' \\
  ${new URL('api/orders', document.baseURI)}`;
  showPsql(user, '"$DATABASE_URL"');
  document.querySelectorAll('[data-copy]').forEach((button) =>
    button.addEventListener('click', () => copy(button, byId(button.dataset.copy))));
  const info = await request('actuator/info').catch(() => ({}));
  if (info.postgres) {
    showPsql(user, info.postgres.uri);
  }
}

function showPsql(user, address) {
  byId('psql').textContent = `psql ${address} \\
  -c "INSERT INTO orders (user_id, ship_address, total_cents)
      VALUES ('${user.id}', '7 Mill Lane', 4200)"`;
}

async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = 'Selected';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, COPIED_MILLIS);
}
