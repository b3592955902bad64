import { AppError } from '../../core/wire/app-error.ts';

/** What a queue needs to know of the writes it holds, and how it sends them. */
export interface WriteQueueOptions<Write, Result> {
  /** Writes that are queued or under way, at most. */
  readonly maxPending: number;
  /** Requests that are under way at once, at most. */
  readonly maxRequests: number;
  /** Writes in one request, at most. */
  readonly maxBatch: number;
  /** The items that the write touches. Writes to one item go out one after the other, in order. */
  readonly itemsOf: (write: Write) => readonly string[];
  /** Whether the write may share its request with others. */
  readonly mayShare: (write: Write) => boolean;
  /** Sends them in one request or more, and settles each; never rejects. */
  readonly send: (writes: readonly Write[]) => Promise<readonly PromiseSettledResult<Result>[]>;
}

/** Writes on their way, bounded in number. */
export interface WriteQueue<Write, Result> {
  /** How many writes are queued or under way. */
  readonly pending: number;
  /** @throws AppError QUEUE_FULL or PUBLISHER_CLOSED at once, or whatever the write met. */
  push(write: Write): Promise<Result>;
  /** Resolves when everything pushed so far has settled, well or not. */
  flush(): Promise<void>;
  /** Takes nothing more, and flushes. */
  close(): Promise<void>;
}

interface Entry<Write, Result> {
  readonly write: Write;
  readonly items: readonly string[];
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A queue that needs no timer: what is pushed in one turn of the event loop, or while requests are
 * under way, goes out together in the next request. So a single write waits for no company, ten
 * thousand take few requests, and no timer keeps a process alive or holds what a frozen function
 * collected.
 *
 * A write to an item that is under way waits, and holds back what follows to the same item only. In
 * the publisher only plain puts may share, and only new events are such: a BatchWriteItem knows no
 * conditions, and to create bets without theirs would let a repeated job take a matched bet back to
 * pending.
 */
export function createWriteQueue<Write, Result>(
  options: WriteQueueOptions<Write, Result>,
): WriteQueue<Write, Result> {
  const queued: Entry<Write, Result>[] = [];
  const settling = new Set<Promise<unknown>>();
  const busyItems = new Set<string>();
  let requests = 0;
  let isPumping = false;
  let isClosed = false;

  const pump = (): void => {
    isPumping = false;
    while (requests < options.maxRequests) {
      const batch = takeBatch(queued, busyItems, options);
      if (batch.length === 0) return;
      void sendBatch(batch);
    }
  };

  const sendBatch = async (batch: readonly Entry<Write, Result>[]): Promise<void> => {
    requests += 1;
    const items = batch.flatMap(entry => entry.items);
    for (const item of items) busyItems.add(item);
    const settled = await options.send(batch.map(({ write }) => write));
    for (const item of items) busyItems.delete(item);
    requests -= 1;
    batch.forEach(({ resolve, reject }, at) => {
      const result = settled[at];
      if (result?.status === 'fulfilled') resolve(result.value);
      else reject(result?.reason);
    });
    pump();
  };

  const flush = async (): Promise<void> => {
    await Promise.allSettled(settling);
  };

  return {
    get pending() {
      return settling.size;
    },
    push: async write => {
      if (isClosed) throw closedError();
      if (settling.size >= options.maxPending) throw fullError(options.maxPending);
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      settling.add(promise);
      const settle = (): void => void settling.delete(promise);
      promise.then(settle, settle);
      queued.push({ write, items: options.itemsOf(write), resolve, reject });
      if (!isPumping) queueMicrotask(pump);
      isPumping = true;
      return await promise;
    },
    flush,
    close: async () => {
      isClosed = true;
      await flush();
    },
  };
}

/**
 * Takes the next request's writes off the queue: the first that touches no busy item, and if it may
 * share, others that may. A write that stays keeps those behind it to the same item back.
 */
function takeBatch<Write, Result>(
  queued: Entry<Write, Result>[],
  busyItems: ReadonlySet<string>,
  { maxBatch, mayShare }: WriteQueueOptions<Write, Result>,
): readonly Entry<Write, Result>[] {
  const held = new Set(busyItems);
  const batch: Entry<Write, Result>[] = [];
  let isFull = false;
  const staying = queued.filter(entry => {
    const isFree = !isFull && entry.items.every(item => !held.has(item));
    for (const item of entry.items) held.add(item);
    if (!isFree || (batch.length > 0 && !mayShare(entry.write))) return true;
    batch.push(entry);
    isFull = batch.length === maxBatch || !mayShare(entry.write);
    return false;
  });
  queued.splice(0, queued.length, ...staying);
  return batch;
}

function fullError(maxPending: number): AppError {
  return new AppError(
    'QUEUE_FULL',
    `received one more write while ${maxPending} wait for DynamoDB, expected at most ${maxPending}; await the results, or flush() before more`,
  );
}

function closedError(): AppError {
  return new AppError('PUBLISHER_CLOSED', 'received a write after close(), expected none');
}
