import type { Environment, Socket, Surrounding } from '../../../clients/browser/environment.ts';

/** A request that was made, and the means to answer it. */
export interface FakeRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly init: RequestInit;
  readonly isAborted: boolean;
  /** Answers with a whole body. */
  answer(status: number, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<void>;
  /** Answers with a stream, and sends a first piece of it. */
  stream(text: string): Promise<FakeStream>;
  /** The network breaks the request. */
  fail(message?: string): Promise<void>;
}

export interface FakeStream {
  send(text: string | Uint8Array): Promise<void>;
  end(): Promise<void>;
  cut(): Promise<void>;
}

/** A socket that was opened, and the means to be its other end. */
export interface FakeSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** What was sent to the server, decoded. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  readonly sent: readonly any[];
  readonly isClosed: boolean;
  open(): Promise<void>;
  receive(message: object): Promise<void>;
  drop(code?: number): Promise<void>;
}

/** Everything around a client, in the hands of a test: time passes when the test says so. */
export class FakeEnvironment {
  now = 1_795_000_000_000;
  random = 0.5;
  readonly requests: FakeRequest[] = [];
  readonly sockets: FakeSocket[] = [];
  readonly reported: unknown[] = [];
  readonly #timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  readonly #watchers = new Set<(change: Surrounding) => void>();
  #ids = 0;
  #setByMs = 0;

  get environment(): Environment {
    return {
      fetch: (url, init) => this.#fetch(url, init),
      openSocket: (url, protocols) => this.#openSocket(url, protocols),
      now: () => this.now,
      uptime: () => this.now - this.#setByMs,
      random: () => this.random,
      uniqueId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
      setTimer: (callback, afterMs) => {
        const timer = {};
        this.#timers.set(timer, { at: this.now + afterMs, callback });
        return () => void this.#timers.delete(timer);
      },
      watch: listener => {
        this.#watchers.add(listener);
        return () => void this.#watchers.delete(listener);
      },
      report: error => void this.reported.push(error),
    };
  }

  /** How much the client still holds: timers and watchers. */
  get held(): number {
    return this.#timers.size + this.#watchers.size;
  }

  get request(): FakeRequest {
    return last(this.requests, 'request');
  }

  get socket(): FakeSocket {
    return last(this.sockets, 'socket');
  }

  async surround(change: Surrounding): Promise<void> {
    for (const watcher of [...this.#watchers]) watcher(change);
    await settled();
  }

  /** Someone sets the machine's clock; no time passes, and no timer fires. */
  setClock(byMs: number): void {
    this.now += byMs;
    this.#setByMs += byMs;
    for (const [timer, { at, callback }] of this.#timers) {
      this.#timers.set(timer, { at: at + byMs, callback });
    }
  }

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      const [timer, { at, callback }] = next;
      this.#timers.delete(timer);
      this.now = Math.max(this.now, at);
      callback();
      await settled();
    }
    this.now = until;
  }

  #next(until: number) {
    return [...this.#timers]
      .filter(([, { at }]) => at <= until)
      .sort(([, a], [, b]) => a.at - b.at)[0];
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const aborted = new DOMException('aborted', 'AbortError');
    init.signal?.addEventListener('abort', () => reject(aborted));
    this.requests.push({
      url: new URL(url),
      headers: new Headers(init.headers),
      init,
      get isAborted() {
        return init.signal?.aborted === true;
      },
      answer: async (status, body = null, headers = {}) => {
        const text = body === null ? null : JSON.stringify(body);
        resolve(new Response(text, { status, headers }));
        await settled();
      },
      stream: async text => {
        const { body, ...stream } = fakeBody();
        init.signal?.addEventListener('abort', () => void stream.cut());
        resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
        await stream.send(text);
        return stream;
      },
      fail: async (message = 'fetch failed') => {
        reject(new TypeError(message));
        await settled();
      },
    });
    return promise;
  }

  #openSocket(url: string, protocols: readonly string[]): Socket {
    const sent: unknown[] = [];
    let isClosed = false;
    const socket: Socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: text => void sent.push(JSON.parse(text)),
      close: () => {
        isClosed = true;
      },
    };
    this.sockets.push({
      url,
      protocols,
      sent,
      get isClosed() {
        return isClosed;
      },
      open: async () => {
        socket.onopen?.();
        await settled();
      },
      receive: async message => {
        const timestamp = this.now;
        socket.onmessage?.({ data: JSON.stringify({ timestamp, ...message }) });
        await settled();
      },
      drop: async (code = 1006) => {
        socket.onclose?.({ code });
        await settled();
      },
    });
    return socket;
  }
}

function fakeBody() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: own => {
      controller = own;
    },
  });
  let isOver = false;
  const once = async (act: () => void): Promise<void> => {
    if (!isOver) act();
    isOver = true;
    await settled();
  };
  return {
    body,
    send: async (text: string | Uint8Array) => {
      if (!isOver) {
        controller?.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text);
      }
      await settled();
    },
    end: () => once(() => controller?.close()),
    cut: () => once(() => controller?.error(new TypeError('terminated'))),
  };
}

/** Until every promise that can be settled is. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve));
}

function last<T>(list: readonly T[], name: string): T {
  const item = list.at(-1);
  if (item === undefined) throw new Error(`no ${name} was made`);
  return item;
}
