import { AppError, type PaymentStreamState, type Publisher } from '../../clients/backend/index.ts';
import { LedgerMemory } from './ledger-memory.ts';
import {
  eventsInOrder,
  type LedgerEvent,
  type LedgerReading,
  streamIdOf,
} from './ledger-reading.ts';
import { shownEvent, type Trouble } from './trouble.ts';

/** What an indexer works with. */
export interface IndexerOptions {
  readonly publisher: Publisher;
  /** The contract whose payment streams these are. */
  readonly contractId: string;
  /** Where to begin: at or before the first ledger of which not all was written yet. */
  readonly startLedger: number;
  /** Events of ledgers that come too early, at most; of more, the ledgers must be read again. */
  readonly maxHeldEvents?: number;
  readonly onWritten: (written: WrittenEvent) => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** An event that the table has, now or since before. */
export interface WrittenEvent {
  readonly ledger: number;
  readonly streamId: string;
  readonly name: string;
  readonly outcome: 'written' | 'already';
}

/** Payment streams that are written at once. */
const streamsAtOnce = 100;

/**
 * Writes what a chain says of payment streams, in the chain's order, whatever order it is read in. A
 * reading waits until all ledgers before it were read, since only then is it known that nothing of its
 * payment streams comes before. Repetitions change nothing; what contradicts what was read before is
 * reported, and the payment streams that it is about are left alone.
 */
export class Indexer {
  readonly #options: IndexerOptions;
  readonly #memory: LedgerMemory;
  readonly #held: LedgerReading[] = [];
  readonly #stopped = new Set<string>();
  #highest: number;

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.#memory = new LedgerMemory(options.startLedger);
    this.#highest = options.startLedger;
  }

  /** The first ledger that is not written yet: where the next one may begin. */
  get nextLedger(): number {
    return this.#memory.next;
  }

  /**
   * Takes a reading; one at a time. After an error of the store it can be given again.
   *
   * @throws AppError STORE_UNAVAILABLE when DynamoDB could not be had
   */
  async take(reading: LedgerReading): Promise<void> {
    this.#highest = Math.max(this.#highest, reading.endLedger);
    if (reading.startLedger > this.#memory.next) return this.#hold(reading);
    await this.#write(reading);
    for (;;) {
      const at = this.#held.findIndex(({ startLedger }) => startLedger <= this.#memory.next);
      const [next] = at < 0 ? [] : this.#held.slice(at, at + 1);
      if (next === undefined) return;
      await this.#write(next);
      this.#held.splice(at, 1);
    }
  }

  /** Reports what is missing once nothing more comes. */
  finish(): void {
    if (this.#memory.next < this.#highest) this.#report(this.#gap('nothing more comes'));
  }

  #hold(reading: LedgerReading): void {
    const { maxHeldEvents = 10_000 } = this.#options;
    // Readings without an event take room too.
    const isRoom = this.#heldEvents() + reading.events.length <= maxHeldEvents;
    if (isRoom && this.#held.length < maxHeldEvents) {
      this.#held.push(reading);
      return;
    }
    const { startLedger, endLedger } = reading;
    const bound = `no more than ${maxHeldEvents} events may wait: ledgers ${startLedger} to ${endLedger - 1} are not kept, and must be read again`;
    this.#report(this.#gap(bound));
  }

  async #write(reading: LedgerReading): Promise<void> {
    const { inOrder, unreadable } = eventsInOrder(reading, this.#options.contractId);
    for (const trouble of [...unreadable, ...this.#memory.replaced(reading, inOrder)]) {
      this.#report(trouble);
    }
    const isFresh = ({ event }: LedgerEvent) => !this.#memory.has(event.ledger);
    for (const each of inOrder.filter(isFresh)) {
      if (streamIdOf(each) === undefined) this.#report(unreadableEvent(each));
    }
    const streams = [...Map.groupBy(inOrder, streamIdOf)].filter(([, events]) =>
      events.some(isFresh),
    );
    for (let first = 0; first < streams.length; first += streamsAtOnce) {
      const some = streams.slice(first, first + streamsAtOnce);
      await Promise.all(
        some.map(async ([streamId, events]) => {
          if (streamId === undefined || this.#stopped.has(streamId)) return;
          await this.#checkStream(reading, streamId, events);
          await this.#writeStream(streamId, events.filter(isFresh));
        }),
      );
    }
    this.#memory.remember(reading, inOrder);
  }

  /** What this process has not read itself may contradict what another one has written. */
  async #checkStream(
    reading: LedgerReading,
    streamId: string,
    events: readonly LedgerEvent[],
  ): Promise<void> {
    const state = await this.#options.publisher.paymentStreams.get(streamId);
    const vanished = state && vanishedEvent(reading, state, events);
    if (vanished) this.#report(vanished);
  }

  async #writeStream(streamId: string, events: readonly LedgerEvent[]): Promise<void> {
    for (const each of events) {
      if (this.#stopped.has(streamId)) return;
      const trouble = await this.#writeEvent(streamId, each);
      if (trouble) this.#report(trouble);
    }
  }

  async #writeEvent(streamId: string, each: LedgerEvent): Promise<Trouble | undefined> {
    const { event, read, isContested } = each;
    if (read.kind === 'unreadable') return unreadableEvent(each);
    if (isContested) {
      const message = `received ${shownEvent(event)} of two transactions, expected one: its ledger was replaced while it was read`;
      return { kind: 'fork', message, streamIds: [streamId] };
    }
    const { publisher, onWritten } = this.#options;
    const result = await read.event.publish(publisher).catch(refusedItem);
    if ('outcome' in result && result.outcome !== 'refused') {
      const { name } = read.event;
      onWritten({ ledger: event.ledger, streamId, name, outcome: result.outcome });
      return undefined;
    }
    const kind = result.code === 'CHAIN_FORK' ? 'fork' : 'refused';
    const message = `${read.event.name} of payment stream ${streamId}, ${shownEvent(event)}: ${result.message}`;
    return { kind, message, streamIds: [streamId] };
  }

  #gap(because: string): Trouble {
    const first = Math.min(this.#highest, ...this.#held.map(({ startLedger }) => startLedger));
    const waiting = this.#heldEvents();
    const message = `ledgers ${this.#memory.next} to ${first - 1} were not read, ${waiting} events of later ones wait for them; ${because}`;
    return { kind: 'gap', message, streamIds: [] };
  }

  #heldEvents(): number {
    return this.#held.reduce((sum, { events }) => sum + events.length, 0);
  }

  #report(trouble: Trouble): void {
    for (const streamId of trouble.streamIds) this.#stopped.add(streamId);
    this.#options.onTrouble(trouble);
  }
}

/** An item that somebody else broke is one payment stream's trouble, and no reason to stop them all. */
function refusedItem(error: unknown) {
  if (error instanceof AppError && error.code === 'INPUT_INVALID') return error;
  throw error;
}

function unreadableEvent({ event, read }: LedgerEvent): Trouble {
  const reason = read.kind === 'unreadable' ? read.reason : 'unknown';
  const streamIds =
    read.kind === 'unreadable' && read.streamId !== undefined ? [read.streamId] : [];
  return {
    kind: 'unreadable',
    message: `received ${shownEvent(event)}, which cannot be read: ${reason}`,
    streamIds,
  };
}

/** An event of these ledgers that was applied, perhaps by another process, and is no longer among them. */
function vanishedEvent(
  { startLedger, endLedger }: LedgerReading,
  { streamId, chainEvents }: PaymentStreamState,
  events: readonly LedgerEvent[],
): Trouble | undefined {
  const gone = chainEvents.find(
    ({ ledger, eventIndex, transactionHashStart }) =>
      ledger >= startLedger &&
      ledger < endLedger &&
      !events.some(
        ({ event }) =>
          event.ledger === ledger &&
          event.eventIndex === eventIndex &&
          event.txHash.startsWith(transactionHashStart),
      ),
  );
  if (gone === undefined) return undefined;
  const { ledger, transactionHashStart } = gone;
  return {
    kind: 'fork',
    message: `ledger ${ledger} was replaced: an event of payment stream ${streamId} is gone that was applied, of transaction ${transactionHashStart}…`,
    streamIds: [streamId],
  };
}
