import { byId, logIn, request } from './dom.js';
import { Feed } from './feed.js';
import { offerNotices } from './notices.js';
import { OrderForm } from './order-form.js';
import { Orders } from './orders.js';
import { showSnippets } from './snippets.js';
import { Streams } from './streams.js';

// A browser has six connections to a host, and not all of them are for streams: one begins switched off
const CHANNELS = { orders: true, order_details: true, products: true, notices: true, categories: false };

const STATES = { live: 'Live', reconnecting: 'Reconnecting', closed: 'Closed', elsewhere: 'In another tab', off: 'Off' };

function say(text, kind = 'info') {
  byId('message').textContent = text;
  byId('message').dataset.kind = kind;
}

const feed = new Feed(CHANNELS, (channel, wanted) => streams.follow(channel, wanted));
const orders = new Orders(say);
const form = new OrderForm(say, () => orders.load());

const streams = new Streams(CHANNELS, {
  onChange(channel, change, caughtUp) {
    if (change.action === 'MESSAGE') {
      feed.notice(channel, change);
    } else {
      feed.change(channel, change, caughtUp);
    }
    if (channel === 'orders') {
      orders.change(change);
    }
  },
  onRefresh(channel) {
    feed.refresh(channel);
    if (channel === 'orders') {
      orders.refresh();
    }
  },
  onOpen(channel) {
    if (channel === 'orders') {
      orders.load();
    }
  },
  onState() {
    const { state } = streams;
    const connection = byId('connection');
    const waits = state === 'closed' || state === 'elsewhere';
    connection.dataset.state = state;
    connection.disabled = !waits;
    connection.title = waits ? 'Connect again' : '';
    byId('connection-text').textContent = STATES[state];
    orders.connection(streams.stateOf('orders'));
  },
});

async function applyFilter(filter) {
  let problem = '';
  try {
    await streams.filter('orders', filter);
    orders.filter(filter);
  } catch (ex) {
    problem = ex.message;
  }
  byId('filter').setAttribute('aria-invalid', String(problem !== ''));
  byId('filter-problem').textContent = problem;
}

byId('filter-form').addEventListener('submit', (event) => {
  event.preventDefault();
  applyFilter(byId('filter').value.trim());
});
byId('connection').addEventListener('click', () => streams.connect());
byId('log-out').addEventListener('click', () => request('logout', 'POST').then(logIn, (ex) => say(ex.message, 'error')));
streams.connect();
orders.load();
form.load();
offerNotices();
request('api/user').then((user) => {
  byId('user').textContent = user.name;
  showSnippets(user);
}).catch((ex) => say(ex.message, 'error'));
