import { byId, el, money, request, shortId } from './dom.js';

const MAX_ORDERS = 6;

const STEPS = {
  PENDING: [['Pay', 'PAID'], ['Cancel', 'CANCELLED']],
  PAID: [['Ship', 'SHIPPED'], ['Cancel', 'CANCELLED']],
  SHIPPED: [],
  CANCELLED: [],
};

/**
 * The recent orders of the user: loaded once, then kept by the changes that arrive. Loads and changes wait
 * for each other, so that no answer overwrites a later change.
 */
export class Orders {

  #orders = new Map();
  #queue = Promise.resolve();
  #say;

  constructor(say) {
    this.#say = say;
  }

  load() {
    this.#enqueue(async () => {
      const orders = await request('api/orders');
      this.#orders = new Map(orders.map((order) => [order.id, order]));
    });
  }

  change(change) {
    this.#enqueue(() => {
      if (change.action === 'TRUNCATE') {
        this.#orders.clear();
      } else if (change.new) {
        this.#orders.set(change.new.id, { ...this.#orders.get(change.new.id), ...change.new });
      } else {
        this.#orders.delete(change.old.id);
      }
    });
  }

  #enqueue(step) {
    this.#queue = this.#queue.then(step).then(() => this.#render()).catch((ex) => this.#say(ex.message, 'error'));
  }

  #render() {
    const focused = document.activeElement.closest?.('[data-order-id]')?.dataset.orderId;
    const recent = [...this.#orders.values()]
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .slice(0, MAX_ORDERS);
    byId('orders').replaceChildren(...recent.map((order) => this.#item(order)));
    byId('orders-count').textContent = recent.length;
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
