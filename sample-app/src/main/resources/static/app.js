import { byId, logIn, request } from './dom.js';
import { Feed } from './feed.js';
import { OrderForm } from './order-form.js';
import { Orders } from './orders.js';
import { showSnippets } from './snippets.js';
import { Streams } from './streams.js';

const CHANNELS = ['orders', 'order_details', 'products', 'categories'];

const STATES = { live: 'Live', reconnecting: 'Reconnecting', closed: 'Closed' };

function say(text, kind = 'info') {
  byId('message').textContent = text;
  byId('message').dataset.kind = kind;
}

const feed = new Feed(CHANNELS);
const orders = new Orders(say);
const form = new OrderForm(say, () => orders.load());

const streams = new Streams(CHANNELS, {
  onChange(channel, change) {
    feed.change(channel, change);
    if (channel === 'orders') {
      orders.change(change);
    }
  },
  onRefresh(channel) {
    feed.refresh(channel);
    orders.load();
  },
  onOpen(channel) {
    if (channel === 'orders') {
      orders.load();
    }
  },
  onState(state) {
    const connection = byId('connection');
    connection.dataset.state = state;
    connection.disabled = state !== 'closed';
    connection.title = state === 'closed' ? 'Connect again' : '';
    byId('connection-text').textContent = STATES[state];
  },
});

byId('connection').addEventListener('click', () => streams.retry());
byId('log-out').addEventListener('click', () => request('logout', 'POST').then(logIn, (ex) => say(ex.message, 'error')));
orders.load();
form.load();
request('api/user').then((user) => {
  byId('user').textContent = user.name;
  showSnippets(user);
}).catch((ex) => say(ex.message, 'error'));
