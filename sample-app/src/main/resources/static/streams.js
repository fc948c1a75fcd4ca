const RETRY_MILLIS = 3000;
const REMEMBERED_POSITIONS = 1000;

/**
 * One EventSource for each channel. A browser reconnects by itself after a fault; a stream
 * that the server ended or refused is opened anew after a while, or by retry().
 */
export class Streams {

  #channels = new Map();
  #positions = new Set();
  #listener;

  /**
   * The listener has onChange(channel, change), onRefresh(channel), onOpen(channel) and
   * onState(state), where a state is live, reconnecting or closed.
   */
  constructor(channels, listener) {
    this.#listener = listener;
    channels.forEach((channel) => this.#open(channel));
    // A page that is kept for the way back would keep its connections, of which a browser has six
    addEventListener('pagehide', () => this.#channels.forEach(({ source, timer }) => {
      source.close();
      clearTimeout(timer);
    }));
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) {
        channels.forEach((channel) => this.#open(channel));
      }
    });
  }

  get state() {
    const states = [...this.#channels.values()].map((entry) => entry.state);
    return ['closed', 'reconnecting'].find((state) => states.includes(state)) ?? 'live';
  }

  retry() {
    for (const [channel, entry] of this.#channels) {
      if (entry.state === 'closed') {
        clearTimeout(entry.timer);
        this.#open(channel);
      }
    }
  }

  #open(channel) {
    const source = new EventSource(`realtime/${encodeURIComponent(channel)}`);
    this.#channels.set(channel, { state: 'reconnecting', source });
    source.onopen = () => {
      this.#become(channel, 'live');
      this.#listener.onOpen(channel);
    };
    source.onmessage = (message) => this.#receive(channel, JSON.parse(message.data));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        this.#closed(channel);
      } else {
        this.#become(channel, 'reconnecting');
      }
    };
    source.addEventListener('refresh', () => this.#listener.onRefresh(channel));
    source.addEventListener('close', () => {
      source.close();
      this.#closed(channel);
    });
    this.#listener.onState(this.state);
  }

  #closed(channel) {
    this.#become(channel, 'closed');
    this.#channels.get(channel).timer = setTimeout(() => this.#open(channel), RETRY_MILLIS);
  }

  #become(channel, state) {
    this.#channels.get(channel).state = state;
    this.#listener.onState(this.state);
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
    this.#listener.onChange(channel, change);
  }

}
