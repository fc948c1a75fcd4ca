import { byId, el, money, request, shortId } from './dom.js';

const MAX_SHOWN = 6;
const MAX_KEPT = 20;

const IN_STEP = 'In step with the database';
const OUT_OF_STEP = {
  reconnecting: 'the connection is lost',
  closed: 'the connection is closed',
  elsewhere: 'another tab is connected',
  off: 'its channel is switched off',
};

const STEPS = {
  PENDING: [['Pay', 'PAID'], ['Cancel', 'CANCELLED']],
  PAID: [['Ship', 'SHIPPED'], ['Cancel', 'CANCELLED']],
  SHIPPED: [],
  CANCELLED: [],
};

/**
 * The recent orders of the user, or those of them that match a filter: loaded once, then kept by the
 * changes that arrive. An order enters when it begins to match, and leaves when it no longer does.
 * Loads and changes wait for each other, so that no answer overwrites a later change.
 */
export class Orders {

  #orders = new Map();
  #queue = Promise.resolve();
  #filter = '';
  #state = 'reconnecting';
  #say;

  constructor(say) {
    this.#say = say;
  }

  load() {
    this.#enqueue(() => this.#load(IN_STEP));
  }

  // What was missed nobody tells, so it takes a look at everything
  refresh() {
    this.#enqueue(() => this.#load(`Loaded anew at ${new Date().toLocaleTimeString('en-GB')}, as changes were missed`));
  }

  // The stream has the same filter, so that it tells which orders enter and leave
  filter(filter) {
    this.#filter = filter;
    this.#enqueue(() => {
      this.#orders.clear();
      return this.#load(IN_STEP);
    });
  }

  connection(state) {
    if (state !== this.#state) {
      this.#state = state;
      if (state !== 'live') {
        this.#step(`Out of step: ${OUT_OF_STEP[state]}`);
      }
    }
  }

  change(change) {
    this.#enqueue(() => {
      if (change.action === 'TRUNCATE') {
        this.#orders.clear();
      } else if (change.new && !change.leaves) {
        this.#orders.set(change.new.id, { ...this.#orders.get(change.new.id), ...change.new });
      } else {
        this.#orders.delete((change.old ?? change.new).id);
        // One that was not loaded may take its place
        if (this.#orders.size === MAX_SHOWN - 1) {
          this.load();
        }
      }
    });
  }

  #enqueue(task) {
    this.#queue = this.#queue.then(task)
      .catch((ex) => this.#step(`Out of step: ${ex.message}`))
      .then(() => this.#render());
  }

  async #load(outcome) {
    this.#keep(await request(`api/orders?${new URLSearchParams({ filter: this.#filter })}`));
    if (this.#state === 'live') {
      this.#step(outcome, true);
    }
  }

  #keep(orders) {
    this.#orders = new Map(orders.map((order) => [order.id, order]));
  }

  #step(text, inStep = false) {
    byId('step').textContent = text;
    byId('step').dataset.inStep = inStep;
  }

  #render() {
    const focused = document.activeElement.closest?.('[data-order-id]')?.dataset.orderId;
    const recent = [...this.#orders.values()]
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .slice(0, MAX_KEPT);
    this.#keep(recent);
    const shown = recent.slice(0, MAX_SHOWN);
    byId('orders').replaceChildren(...shown.map((order) => this.#item(order)));
    byId('orders-count').textContent = shown.length;
    byId('no-orders').hidden = recent.length > 0;
    if (focused) {
      byId('orders').querySelector(`[data-order-id="${CSS.escape(focused)}"] button`)?.focus();
    }
  }

  #item(order) {
    return el('li', { 'data-order-id': order.id, 'data-testid': 'order' },
      el('span', { 'class': 'who' }, order.metadata?.customer ?? 'Guest'),
      el('span', { 'class': 'amount' }, money(order.totalCents / 100)),
      el('span', { 'class': 'what', 'title': order.id }, `${shortId(order.id)} · ${order.shipAddress}`),
      el('span', { 'class': 'status', 'data-status': order.status }, order.status.toLowerCase()),
      el('div', { 'class': 'actions' },
        ...(STEPS[order.status] ?? []).map(([label, status]) => this.#action(order, label, 'PATCH', { status })),
        this.#action(order, 'Delete', 'DELETE')));
  }

  #action(order, label, method, body) {
    const button = el('button', {
      type: 'button', 'class': method === 'DELETE' ? 'action danger' : 'action',
      'data-testid': label.toLowerCase(), 'aria-label': `${label} order ${shortId(order.id)}`,
    }, label);
    button.addEventListener('click', async () => {
      button.disabled = true;
      try {
        await request(`api/orders/${order.id}`, method, body);
        this.#say('');
        this.load();
      } catch (ex) {
        this.#say(ex.message, 'error');
        button.disabled = false;
      }
    });
    return button;
  }

}
