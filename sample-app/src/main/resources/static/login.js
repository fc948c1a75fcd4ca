import { byId, csrfHeader } from './dom.js';

function say(text) {
  byId('message').textContent = text;
  byId('message').dataset.kind = 'error';
}

byId('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  say('');
  byId('log-in').disabled = true;
  try {
    const response = await fetch('login', {
      method: 'POST', headers: csrfHeader(), body: new URLSearchParams(new FormData(event.target)),
    });
    if (response.ok) {
      location.replace('./');
      return;
    }
    say(response.status === 401 ? 'There is no user of this name and password' : `The shop answered ${response.status}`);
  } catch {
    say('The shop does not answer');
  }
  byId('log-in').disabled = false;
});
