import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Polled } from '../../core/wire/management/poll.ts';
import type { ReceivedEvent } from '../browser/index.ts';
import type { FeedEntry } from './feed.ts';
import type { ManagementProblem, ManagementResult, Query } from './management-client.ts';

/** What was found of a channel's past. A new object whenever something differs. */
export interface HistoryView {
  /** `full`: as much as is held at once, or looked through at once, and there is more behind it. */
  readonly status: 'reading' | 'complete' | 'full' | 'failed';
  /** Oldest first. Of events there are never more than the limit. */
  readonly entries: readonly FeedEntry[];
  /** How far it came on the way from the moment to now, from 0 to 1. */
  readonly progress: number;
  /** Why it failed. What was read until then stays. */
  readonly problem: ManagementProblem | undefined;
}

/** A channel's events from a moment on, read page by page, as a zustand store. */
export interface History {
  readonly store: StoreApi<HistoryView>;
  /**
   * Reads until it has come to the present, or to the limit. Called again, it goes on where it
   * stopped; of a full list it makes a new one, which begins where the other ended.
   */
  read(signal: AbortSignal): Promise<void>;
}

export interface HistoryOptions {
  readonly channel: string;
  /** The moment from which on, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** How many events are held at once. @default 500 */
  readonly limit?: number;
  /** Asks `GET /poll`. */
  readonly ask: (query: Query, signal: AbortSignal) => Promise<ManagementResult<Polled>>;
  readonly now?: () => number;
  /** Waits so long, or until the signal. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const defaultLimit = 500;
/** As many as one answer holds. */
const pageLimit = 100;
/** A reader who may see little of a long log gets many empty pages; after so many it is asked for more. */
export const maxPages = 500;
/** The server may say so often in a row that it is to be asked later. */
export const maxPauses = 5;
const longestPauseMs = 30_000;

const unread: HistoryView = { status: 'reading', entries: [], progress: 0, problem: undefined };

/** Nothing is read until `read` is called. */
export function createHistory(options: HistoryOptions): History {
  const { channel, sinceMs, limit = defaultLimit, ask, now = Date.now, pause = sleep } = options;
  const store = createStore<HistoryView>(() => unread);
  // As ISO 8601, because that is how a gap says after what something is missing.
  const start: Query = { since: new Date(sinceMs).toISOString() };
  let place = start;
  let held = 0;
  let lastKey = 0;

  function show({ events, gap, cursor, hasMore }: Polled, startedAtMs: number): void {
    const receivedAtMs = now();
    const found: FeedEntry[] = [];
    if (gap !== undefined) found.push({ kind: 'gap', key: ++lastKey, gap, receivedAtMs });
    // The server's word for the payloads, as on a stream; the page's envelopes were parsed.
    for (const event of events as readonly ReceivedEvent[]) {
      found.push({ kind: 'event', key: ++lastKey, event, receivedAtMs, isLive: false });
    }
    place = { cursor };
    held += events.length;
    const { entries, progress } = store.getState();
    const way = ((events.at(-1)?.timestamp ?? sinceMs) - sinceMs) / (startedAtMs - sinceMs);
    store.setState({
      status: !hasMore ? 'complete' : held < limit ? 'reading' : 'full',
      entries: [...entries, ...found],
      progress: hasMore ? Math.max(progress, Math.min(1, way || 0)) : 1,
    });
  }

  async function read(signal: AbortSignal): Promise<void> {
    if (held >= limit) {
      held = 0;
      store.setState({ entries: [] });
    }
    store.setState({ status: 'reading', problem: undefined });
    const startedAtMs = now();
    let pauses = 0;
    for (let pages = 0; pages < maxPages; ) {
      const query = { channel, ...place, limit: Math.min(pageLimit, limit - held) };
      const result = await ask(query, signal);
      if (signal.aborted) return;
      if (result.kind === 'ok') {
        pages += 1;
        pauses = 0;
        show(result.data, startedAtMs);
        if (store.getState().status !== 'reading') return;
        continue;
      }
      const { retryAfterMs } = result.problem;
      if (retryAfterMs === undefined || pauses === maxPauses) {
        store.setState({ status: 'failed', problem: result.problem });
        return;
      }
      pauses += 1;
      await pause(Math.min(retryAfterMs, longestPauseMs), signal);
      if (signal.aborted) return;
    }
    store.setState({ status: 'full' });
  }

  return { store, read };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
