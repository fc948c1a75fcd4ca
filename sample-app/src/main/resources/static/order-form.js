import { byId, el, money, request, shortId } from './dom.js';

const CUSTOMERS = ['Corner Café', 'Harbour Books', 'North Studio'];
const MAX_LINES = 20;
const DAYS_TO_SHIP = 7;

/**
 * The form in which an order is made.
 */
export class OrderForm {

  #products = [];
  #say;
  #placed;

  constructor(say, placed) {
    this.#say = say;
    this.#placed = placed;
    byId('customer').append(...CUSTOMERS.map((name) => el('option', {}, name)));
    byId('required-date').valueAsDate = new Date(Date.now() + DAYS_TO_SHIP * 24 * 60 * 60 * 1000);
    byId('add-line').addEventListener('click', () => this.#addLine().querySelector('select').focus());
    byId('lines').addEventListener('input', () => this.#refresh());
    byId('order-form').addEventListener('submit', (event) => this.#submit(event));
  }

  async load() {
    try {
      this.#products = await request('api/products');
      byId('lines').replaceChildren();
      this.#addLine();
    } catch (ex) {
      this.#say(ex.message, 'error');
    }
  }

  #addLine() {
    const index = byId('lines').childElementCount;
    const product = el('select', { 'aria-label': 'Product', 'data-testid': 'product' },
      ...this.#products.map(({ name }) => el('option', { value: name }, name)));
    product.selectedIndex = index % this.#products.length;
    const line = el('li', {},
      el('img', { alt: '', width: 22, height: 22 }),
      product,
      el('input', { type: 'number', min: 1, max: 999, value: 1, required: true, 'aria-label': 'Quantity', 'data-testid': 'quantity' }),
      el('button', { type: 'button', 'class': 'remove', 'aria-label': 'Remove this product' }, '×'));
    line.querySelector('button').addEventListener('click', () => {
      line.remove();
      this.#refresh();
      byId('add-line').focus();
    });
    byId('lines').append(line);
    this.#refresh();
    return line;
  }

  #lines() {
    return [...byId('lines').children].map((line) => ({
      line,
      product: this.#products.find(({ name }) => name === line.querySelector('select').value),
      quantity: line.querySelector('input').valueAsNumber || 0,
    }));
  }

  #refresh() {
    const lines = this.#lines();
    lines.forEach(({ line, product }) => {
      line.querySelector('img').src = product.thumbnail
        ? `data:image/svg+xml;base64,${product.thumbnail}` : 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E';
    });
    byId('total').textContent = money(lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0));
    byId('add-line').disabled = lines.length >= MAX_LINES;
  }

  async #submit(event) {
    event.preventDefault();
    const button = byId('place-order');
    button.disabled = true;
    try {
      const order = await request('api/orders', 'POST', this.#order(event.target.elements));
      this.#say(`Order ${shortId(order.id)} was placed`);
      this.#placed();
    } catch (ex) {
      this.#say(ex.message, 'error');
    } finally {
      button.disabled = false;
    }
  }

  #order({ customer, shipAddress, requiredDate, preferredShipTime }) {
    return {
      shipAddress: shipAddress.value,
      requiredDate: requiredDate.value || null,
      preferredShipTime: preferredShipTime.value || null,
      metadata: { customer: customer.value, source: 'web' },
      lines: this.#lines().map(({ product, quantity }) => ({ product: product.name, quantity })),
    };
  }

}
