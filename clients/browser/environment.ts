/** A WebSocket as far as it is used here. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { readonly data: unknown }) => void) | null;
  onclose: ((close: { readonly code: number }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** What happens around a client. `woke`: a tab is looked at again, or a machine has slept. */
export type Surrounding = 'online' | 'offline' | 'woke';

/** Everything a client needs of where it runs. Tests and other places give their own. */
export interface Environment {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openSocket: (url: string, protocols: readonly string[]) => Socket;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds since some moment, which nobody sets as `now`. It may stand still in a machine's sleep. */
  readonly uptime: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A name that nobody else uses: 32 hexadecimal digits. */
  readonly uniqueId: () => string;
  /** Calls back once after that many milliseconds, unless the returned function was called before. */
  readonly setTimer: (callback: () => void, afterMs: number) => () => void;
  /** Reports changes of the surroundings until the returned function is called. */
  readonly watch: (listener: (change: Surrounding) => void) => () => void;
  /** Gets what a handler threw. */
  readonly report: (error: unknown) => void;
}

/** The browser, or whatever else has the same globals: Node, a worker. */
export function globalEnvironment(): Environment {
  return {
    fetch: (url, init) => fetch(url, init),
    openSocket: (url, protocols) => new WebSocket(url, [...protocols]) as Socket,
    now: () => Date.now(),
    uptime: () => performance.now(),
    random: () => Math.random(),
    uniqueId,
    setTimer: (callback, afterMs) => {
      const timer = setTimeout(callback, afterMs);
      return () => clearTimeout(timer);
    },
    watch: watchGlobals,
    report: error => console.error(error),
  };
}

/** `crypto.randomUUID` is only there in secure contexts, a phone in the local network has none. */
function uniqueId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => (byte + 256).toString(16).slice(1)).join('');
}

/** A page's window and document; an environment without them reports nothing. */
interface Page {
  readonly addEventListener?: EventTarget['addEventListener'];
  readonly removeEventListener?: EventTarget['removeEventListener'];
  readonly document?: EventTarget & { readonly visibilityState: string };
}

function watchGlobals(listener: (change: Surrounding) => void): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const online = (): void => listener('online');
  const offline = (): void => listener('offline');
  const woke = (): void => {
    if (document?.visibilityState !== 'hidden') listener('woke');
  };
  // By name: not every page's window takes the signal of an AbortController that is not its own.
  const each = (verb: 'addEventListener' | 'removeEventListener'): void => {
    page[verb]?.('online', online);
    page[verb]?.('offline', offline);
    // Back from the back/forward cache: its connections are gone.
    page[verb]?.('pageshow', woke);
    document?.[verb]('visibilitychange', woke);
  };
  each('addEventListener');
  return () => each('removeEventListener');
}
