import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseCursor } from '../../core/wire/cursor.ts';
import type { ChannelView, Gap, ReceivedEvent } from '../browser/index.ts';
import type { ChannelReader } from './channel-reader.ts';
import { holders } from './holders.ts';

/** What a feed lists: an event, or the place where events may be missing. `key` rises. */
export type FeedEntry =
  | {
      readonly kind: 'event';
      readonly key: number;
      readonly event: ReceivedEvent;
      readonly receivedAtMs: number;
      /** It came as it happened, rather than in the replay at a connection's beginning. */
      readonly isLive: boolean;
    }
  | {
      readonly kind: 'gap';
      readonly key: number;
      readonly gap: Gap;
      readonly receivedAtMs: number;
    };

/** All there is to show of a channel. A new object whenever something differs. */
export interface FeedView extends ChannelView {
  /** Oldest first; never more than the feed's limit. */
  readonly entries: readonly FeedEntry[];
  /** How many events came in all. */
  readonly received: number;
  /**
   * How many of them are no history: all but the replay with which reading began. What is replayed
   * because a connection broke or was renewed on the way counts, for it happened meanwhile.
   */
  readonly receivedNew: number;
  readonly lastEvent: ReceivedEvent | undefined;
}

/** A channel's events in a bounded list, as a zustand store: React and others can watch it. */
export interface Feed {
  readonly store: StoreApi<FeedView>;
  readonly stream: ChannelReader;
  /** Reads for as long as somebody wants it; the returned function says that one does no more. */
  retain(): () => void;
  /** Forgets the entries, not the place in the log. */
  clear(): void;
}

export interface FeedOptions {
  /** How many entries are kept. @default 500 */
  readonly limit?: number;
  /** Entries are shown in batches this far apart, so that a flood costs few renderings. @default 100 */
  readonly batchMs?: number;
  readonly now?: () => number;
}

const defaultLimit = 500;
const defaultBatchMs = 100;
/** For how long a server that sends no `replayUntil` is taken to replay. */
const assumedReplayMs = 1_500;

/** Binds a channel's stream to a store. It is connected while somebody retains it. */
export function createFeed(stream: ChannelReader, options: FeedOptions = {}): Feed {
  const { limit = defaultLimit, batchMs = defaultBatchMs, now = Date.now } = options;
  const store = createStore<FeedView>(() => ({
    ...stream.view,
    entries: [],
    received: 0,
    receivedNew: 0,
    lastEvent: undefined,
  }));
  const batch = createBatch<FeedEntry>(limit, batchMs, news =>
    show(store, news, limit, receivedNew),
  );
  let lastKey = 0;
  let openedAtMs = now();
  let replayUntil: string | undefined;
  /** The place from before a gap. Until there is another, what comes is history. */
  let lostPlace: string | undefined;
  let openings = 0;
  let receivedNew = 0;

  function add(entry: (key: number, receivedAtMs: number) => FeedEntry): void {
    lastKey += 1;
    batch.add(entry(lastKey, now()));
  }

  /** By the place of what is delivered now. A page is live but for the first, which gives the place. */
  function isLive(receivedAtMs: number): boolean {
    const { view, cursor } = stream;
    if (view.status !== 'open') return cursor !== undefined;
    // A server of before, which does not say: history comes at once.
    if (replayUntil === undefined) return receivedAtMs - openedAtMs > assumedReplayMs;
    return cursor !== lostPlace && numberOf(cursor) > numberOf(replayUntil);
  }

  function attach(): readonly (() => void)[] {
    openings = 0;
    return [
      stream.on('*', event =>
        add((key, receivedAtMs) => {
          const entry = { key, event, receivedAtMs, isLive: isLive(receivedAtMs) };
          if (entry.isLive || openings > 1) receivedNew += 1;
          return { kind: 'event', ...entry };
        }),
      ),
      stream.on('gap', gap => {
        lostPlace = stream.cursor;
        add((key, receivedAtMs) => ({ kind: 'gap', key, gap, receivedAtMs }));
      }),
      stream.on('connected', connected => {
        ({ replayUntil } = connected);
        openedAtMs = now();
        openings += 1;
      }),
      stream.subscribe(() => store.setState(stream.view)),
    ];
  }

  return {
    store,
    stream,
    clear() {
      batch.flush();
      store.setState({ entries: [], lastEvent: undefined });
    },
    retain: holders(() => {
      const detach = attach();
      stream.connect();
      return () => {
        stream.close();
        batch.flush();
        for (const each of detach) each();
        store.setState(stream.view);
      };
    }),
  };
}

/** Along a log numbers rise, whatever epoch they are of. */
function numberOf(cursor: string | undefined): number {
  return parseCursor(cursor ?? '')?.seq ?? 0;
}

/** The store's next state: what came behind what was there, and the oldest beyond the limit gone. */
function show(
  store: StoreApi<FeedView>,
  news: readonly FeedEntry[],
  limit: number,
  receivedNew: number,
): void {
  const { entries, received, lastEvent } = store.getState();
  const came = news.filter(entry => entry.kind === 'event');
  const kept = Math.max(0, limit - news.length);
  store.setState({
    entries: [...(kept === 0 ? [] : entries.slice(-kept)), ...news.slice(-limit)],
    received: received + came.length,
    receivedNew,
    lastEvent: came.at(-1)?.event ?? lastEvent,
  });
}

/** Collects what comes and hands it on together. A full batch does not wait, so that it is bounded. */
function createBatch<Item>(limit: number, afterMs: number, hand: (items: Item[]) => void) {
  let items: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (items.length === 0) return;
    const full = items;
    items = [];
    hand(full);
  }
  return {
    flush,
    add(item: Item): void {
      items.push(item);
      if (items.length >= limit) flush();
      else timer ??= setTimeout(flush, afterMs);
    },
  };
}
