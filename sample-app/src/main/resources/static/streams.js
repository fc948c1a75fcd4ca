import { logIn, problemOf } from './dom.js';

const RETRY_MILLIS = 3000;
const REMEMBERED_POSITIONS = 1000;

/**
 * One EventSource for each channel. A browser reconnects by itself after a fault; a stream that
 * the server ended is opened anew after a while, or by connect(), and goes on where it stopped.
 */
export class Streams {

  #channels = new Map();
  #positions = new Set();
  #listener;
  // A browser has six connections to a host: of several tabs the latest has the streams
  #tabs = new BroadcastChannel('streams');

  /**
   * The channels tell by name whether they are followed. The listener has onChange(channel, change, caughtUp), onRefresh(channel), onOpen(channel) and
   * onState(), after which stateOf(channel) is live, reconnecting, closed, elsewhere or off.
   */
  constructor(channels, listener) {
    this.#listener = listener;
    Object.entries(channels).forEach(([channel, followed]) =>
      this.#channels.set(channel, { state: followed ? 'elsewhere' : 'off', filter: '', position: '' }));
    this.#tabs.onmessage = () => this.#leave();
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', () => this.connect());
    document.addEventListener('visibilitychange', () => document.hidden || this.connect());
  }

  get state() {
    const states = [...this.#channels.values()].map((entry) => entry.state);
    return ['elsewhere', 'closed', 'reconnecting', 'live'].find((state) => states.includes(state)) ?? 'off';
  }

  stateOf(channel) {
    return this.#channels.get(channel).state;
  }

  /**
   * Connect what is to be connected and is not.
   */
  connect() {
    const waiting = [...this.#channels.keys()].filter((channel) => ['closed', 'elsewhere'].includes(this.stateOf(channel)));
    if (waiting.length > 0) {
      this.#tabs.postMessage('taken');
      waiting.forEach((channel) => this.#open(channel));
    }
  }

  /**
   * Begin to follow a channel, or stop it.
   */
  follow(channel, wanted) {
    this.#channels.get(channel).position = '';
    if (wanted) {
      this.#open(channel);
    } else {
      this.#close(channel, 'off');
    }
  }

  /**
   * Filter a channel, or refuse to, with the server's reason. What there was goes on then.
   */
  async filter(channel, filter) {
    await this.#ask(channel, filter);
    this.#channels.get(channel).filter = filter;
    if (this.stateOf(channel) !== 'off') {
      this.follow(channel, true);
    }
  }

  #open(channel) {
    this.#close(channel, 'reconnecting');
    const entry = this.#channels.get(channel);
    const source = new EventSource(address(channel, entry.filter, entry.position));
    entry.source = source;
    source.onopen = () => {
      entry.openedAt = Date.now();
      this.#become(channel, 'live');
      this.#listener.onOpen(channel);
    };
    source.onmessage = (message) => {
      entry.position = message.lastEventId;
      this.#receive(channel, JSON.parse(message.data));
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        this.#ended(channel);
      } else {
        this.#become(channel, 'reconnecting');
      }
    };
    source.addEventListener('refresh', (message) => {
      entry.position = message.lastEventId;
      this.#listener.onRefresh(channel);
    });
    source.addEventListener('close', () => this.#ended(channel));
  }

  #close(channel, state) {
    const entry = this.#channels.get(channel);
    entry.source?.close();
    clearTimeout(entry.timer);
    this.#become(channel, state);
  }

  #ended(channel) {
    this.#close(channel, 'closed');
    const entry = this.#channels.get(channel);
    entry.timer = setTimeout(() => this.#open(channel), RETRY_MILLIS);
    this.#ask(channel, entry.filter).catch(() => {});
  }

  #leave() {
    [...this.#channels.keys()].filter((channel) => this.stateOf(channel) !== 'off')
      .forEach((channel) => this.#close(channel, 'elsewhere'));
  }

  #become(channel, state) {
    this.#channels.get(channel).state = state;
    this.#listener.onState();
  }

  // EventSource does not tell why it was refused
  async #ask(channel, filter) {
    const control = new AbortController();
    const response = await fetch(address(channel, filter, ''), { signal: control.signal });
    if (response.ok) {
      // Chrome keeps the connection of an answer of which it has read nothing, for five seconds
      await response.body.getReader().read();
      control.abort();
    } else {
      throw await problemOf(response);
    }
  }

  // Changes come at least once, a position identifies one
  #receive(channel, change) {
    if (this.#positions.has(change.position)) {
      return;
    }
    this.#positions.add(change.position);
    if (this.#positions.size > REMEMBERED_POSITIONS) {
      this.#positions.delete(this.#positions.values().next().value);
    }
    const caughtUp = Date.parse(change.commitTimestamp) < this.#channels.get(channel).openedAt;
    this.#listener.onChange(channel, change, caughtUp);
  }

}

function address(channel, filter, lastEventId) {
  const parameters = Object.entries({ filter, lastEventId }).filter(([, value]) => value);
  return `realtime/${encodeURIComponent(channel)}?${new URLSearchParams(parameters)}`;
}
