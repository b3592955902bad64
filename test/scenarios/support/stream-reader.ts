import { setTimeout as sleep } from 'node:timers/promises';
import { SseParser } from '../../support/sse-parser.ts';

/** A message of a stream, its data decoded. */
export interface StreamMessage {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  readonly data: any;
}

export interface StreamOptions {
  readonly token?: string;
  readonly lastEventId?: string;
  /** Default: none, so that a test sees its own events only. */
  readonly history?: number;
  readonly query?: Readonly<Record<string, string>>;
  /** Goes on after the stream's planned end, as a client does. Default: one connection only. */
  readonly follows?: boolean;
  /** Goes on after a cut, too. */
  readonly resumes?: boolean;
  /** Cuts the connection after that many bytes. */
  readonly cutAfterBytes?: number;
}

/** An open stream, read with nothing but fetch. */
export interface StreamReader {
  readonly status: number;
  /** Status and code of the problem that refused it, as "403 ROLE_NOT_ALLOWED"; empty when it is open. */
  readonly refusal: string;
  readonly headers: Headers;
  readonly messages: readonly StreamMessage[];
  /** What an EventSource would send as `Last-Event-ID` now. */
  readonly lastEventId: string;
  readonly retryMs: number | undefined;
  /** The first message, among those that came and those to come, that satisfies the test. */
  until(wanted: (message: StreamMessage) => boolean, withinMs?: number): Promise<StreamMessage>;
  /** Resolves when the stream has ended, by plan or by a cut. */
  readonly ended: Promise<void>;
  close(): void;
}

/** For a machine that does much else. */
const defaultWaitMs = 60_000;
const maxRefusals = 3;

/**
 * Opens the stream and waits for its headers. Any status is a result, but for what a busy system
 * answers: that is asked again, some times, as every client does.
 */
export async function openStream(url: string, options: StreamOptions): Promise<StreamReader> {
  const abort = new AbortController();
  let parser = new SseParser(options.lastEventId);
  const messages: StreamMessage[] = [];
  const watchers = new Set<() => void>();
  const connect = async (lastEventId = options.lastEventId): Promise<Response> =>
    await fetch(urlOf(url, options), {
      signal: abort.signal,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
  const read = async (response: Response): Promise<void> => {
    // What a connection was cut off within is discarded.
    parser = new SseParser(parser.lastEventId);
    const earlier = messages.length;
    const reading = readAll(response, options.cutAfterBytes ?? Number.POSITIVE_INFINITY, bytes => {
      parser.push(bytes);
      for (const { lastEventId, event, data } of parser.messages.slice(messages.length - earlier)) {
        messages.push({ id: lastEventId, event, data: JSON.parse(data) });
      }
      for (const watcher of [...watchers]) watcher();
    });
    await (options.resumes ? reading.catch(unlessClosed) : reading);
    if (options.resumes) await sleep(askedPauseMs(), undefined, { signal: abort.signal });
    if (options.follows || options.resumes) await read(await connectAgain());
  };
  /** As long as the last `reconnect` asked for, which spreads many readers; none came before a cut. */
  const askedPauseMs = (): number => {
    const last = messages.at(-1);
    return last?.event === 'reconnect' ? last.data.retryMs : 0;
  };
  const unlessClosed = (cause: unknown): void => {
    if (abort.signal.aborted) throw cause;
  };
  /** A refusal is no end: it is asked again as late as it says, and some times only. */
  const connectAgain = async (refusals = 0): Promise<Response> => {
    const response = await connect(parser.lastEventId);
    if (response.ok) return response;
    const why = `the reader was refused with ${response.status}: ${await response.text()}`;
    const retryAfterSec = Number(response.headers.get('retry-after') ?? 0);
    if (retryAfterSec === 0 || refusals === maxRefusals) throw new Error(why);
    await sleep(retryAfterSec * 1_000, undefined, { signal: abort.signal });
    return await connectAgain(refusals + 1);
  };
  const connectFirst = async (attempts = 0): Promise<[Response, refusal: string]> => {
    const response = await connect();
    if (response.ok) return [response, ''];
    const { status, code } = await problemOf(response);
    const isBusy = status === 502 || code === 'UNAVAILABLE';
    if (!isBusy || attempts === maxRefusals) return [response, `${status} ${code}`];
    const pauseMs = Number(response.headers.get('retry-after') ?? 1) * 1_000;
    await sleep(pauseMs, undefined, { signal: abort.signal });
    return await connectFirst(attempts + 1);
  };
  const [response, refusal] = await connectFirst();
  let broken = refusal && ` (refused with ${refusal})`;
  const ended = (response.ok ? read(response) : Promise.resolve())
    .catch(cause => {
      if (!abort.signal.aborted) broken = ` (${cause})`;
    })
    .finally(() => abort.abort());
  return {
    status: response.status,
    refusal,
    headers: response.headers,
    messages,
    get lastEventId() {
      return parser.lastEventId;
    },
    get retryMs() {
      return parser.retryMs;
    },
    until: (wanted, withinMs = defaultWaitMs) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = messages.find(wanted);
          if (found === undefined) return;
          done();
          resolve(found);
        };
        const fail = (why: string) => () => {
          done();
          reject(new Error(`${why}; it had ${messages.map(m => m.event).join(', ') || 'none'}`));
        };
        const timer = setTimeout(fail(`no such message within ${withinMs} ms`), withinMs);
        const done = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        watchers.add(look);
        look();
        // Whatever came was looked at; only a test that still waits is rejected.
        void ended.then(() => fail(`the stream ended without such a message${broken}`)());
      }),
    ended,
    close: () => abort.abort(),
  };
}

/** The problem that an answer has, or what it has instead. */
async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  const text = await response.text();
  try {
    const { code } = JSON.parse(text) as { code: string };
    return { status: response.status, code };
  } catch {
    return { status: response.status, code: text.slice(0, 200) };
  }
}

function urlOf(base: string, { history = 0, query = {} }: StreamOptions): string {
  const url = new URL(base);
  url.searchParams.set('history', String(history));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

async function readAll(
  response: Response,
  limit: number,
  push: (bytes: Uint8Array) => void,
): Promise<void> {
  let left = limit;
  for await (const bytes of response.body ?? []) {
    push(bytes.subarray(0, left));
    left -= bytes.byteLength;
    if (left <= 0) return;
  }
}
