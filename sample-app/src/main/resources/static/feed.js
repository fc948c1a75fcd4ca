import { changeCard, noticeCard, refreshCard } from './card.js';
import { byId, el, shortId } from './dom.js';

const MAX_CARDS = 200;
const MEDIAN_OF = 100;

/**
 * The live changes, newest first, and their figures. While it is paused changes are counted
 * and held back.
 */
export class Feed {

  #counts = { INSERT: 0, UPDATE: 0, DELETE: 0 };
  #total = 0;
  #lags = [];
  #held = [];
  #paused = false;
  #channels = new Map();
  #follow;

  constructor(channels, follow) {
    this.#follow = follow;
    byId('pause').addEventListener('click', () => this.#pause(!this.#paused));
    byId('clear').addEventListener('click', () => this.#clear());
    Object.entries(channels).forEach(([channel, followed]) => byId('channels').append(this.#switch(channel, followed)));
    new IntersectionObserver(([changes]) => { byId('jump').hidden = changes.isIntersecting; }).observe(byId('changes'));
  }

  change(channel, change, caughtUp) {
    const lagMillis = Math.max(0, Date.now() - Date.parse(change.commitTimestamp));
    this.#countAction(change.action);
    this.#countChannel(channel);
    if (!caughtUp) {
      this.#measure(lagMillis);
    }
    const id = (change.new ?? change.old)?.id;
    byId('announcement').textContent = `${change.model} ${id ? shortId(id) : ''} ${change.action.toLowerCase()}`;
    this.#add(changeCard(channel, change, caughtUp ? 'caught up' : `${lagMillis} ms`));
  }

  notice(channel, { payload }) {
    this.#countChannel(channel);
    byId('announcement').textContent = `${payload.from}: ${payload.text}`;
    this.#add(noticeCard(channel, payload));
  }

  refresh(channel) {
    this.#add(refreshCard(channel));
  }

  #add(card) {
    if (this.#paused) {
      this.#held = [card, ...this.#held].slice(0, MAX_CARDS);
      byId('pause').textContent = `Resume (${this.#held.length})`;
    } else {
      this.#show([card]);
    }
  }

  #show(cards) {
    const feed = byId('feed');
    cards.forEach((card) => this.#applySwitch(card));
    feed.prepend(...cards);
    while (feed.childElementCount > MAX_CARDS) {
      feed.lastElementChild.remove();
    }
    byId('empty').hidden = feed.childElementCount > 0;
  }

  #measure(lagMillis) {
    this.#lags = [...this.#lags, lagMillis].slice(-MEDIAN_OF);
    const sorted = [...this.#lags].sort((a, b) => a - b);
    byId('median-lag').textContent = `${sorted[Math.floor((sorted.length - 1) / 2)]} ms`;
  }

  #countAction(action) {
    const counter = action === 'TRUNCATE' ? 'DELETE' : action;
    byId(`count-${counter.toLowerCase()}`).textContent = ++this.#counts[counter];
  }

  #countChannel(channel) {
    const entry = this.#channels.get(channel);
    entry.counter.textContent = ++entry.count;
    byId('jump-count').textContent = ++this.#total;
  }

  #pause(paused) {
    this.#paused = paused;
    const button = byId('pause');
    button.setAttribute('aria-pressed', String(paused));
    button.textContent = paused ? 'Resume' : 'Pause';
    if (!paused) {
      this.#show(this.#held);
      this.#held = [];
    }
  }

  #clear() {
    this.#held = [];
    byId('feed').replaceChildren();
    byId('empty').hidden = false;
    if (this.#paused) {
      byId('pause').textContent = 'Resume';
    }
  }

  #switch(channel, followed) {
    const counter = el('b', {}, '0');
    const button = el('button', { type: 'button', 'aria-pressed': String(followed), 'data-testid': `channel-${channel}` },
      el('span', {}, channel), counter);
    const entry = { count: 0, counter, shown: followed };
    this.#channels.set(channel, entry);
    button.addEventListener('click', () => {
      entry.shown = !entry.shown;
      button.setAttribute('aria-pressed', String(entry.shown));
      [...byId('feed').children].forEach((card) => this.#applySwitch(card));
      this.#follow(channel, entry.shown);
    });
    return button;
  }

  #applySwitch(card) {
    card.hidden = !this.#channels.get(card.firstElementChild.dataset.channel).shown;
  }

}
