import { setTimeout as sleep } from 'node:timers/promises';
import { callDynamoDb } from '../call-dynamodb.ts';
import { addresseesOfEvent } from './sockets-flags.ts';

/** How long the last message may take. */
const waitMs = 60_000;

/** What became of the messages of one round; times in milliseconds. */
export interface SocketsRound {
  readonly expected: number;
  /** From the write's acknowledgement to each arrival. */
  readonly latenciesMs: readonly number[];
  /** Arrivals of what had arrived at that socket before. */
  readonly repeated: number;
}

/** Events that were written, and to whom each has come. */
export class SentEvents {
  readonly #table: { readonly endpoint: string; readonly name: string };
  readonly #writtenAtMs = new Map<string, number>();
  readonly #arrivals: { readonly eventId: string; readonly atMs: number }[] = [];
  #written = 0;
  #addressed = 0;

  constructor(table: { readonly endpoint: string; readonly name: string }) {
    this.#table = table;
  }

  arrived(eventId: string, atMs: number): void {
    this.#arrivals.push({ eventId, atMs });
  }

  /** Writes events at the rate for so long, and waits until all have arrived, or time is up. */
  async round(
    userIds: readonly string[],
    { rate, seconds }: { readonly rate: number; readonly seconds: number },
  ): Promise<SocketsRound> {
    this.#arrivals.length = 0;
    this.#writtenAtMs.clear();
    const events = (rate / addresseesOfEvent) * seconds;
    const startedMs = performance.now();
    const writes: Promise<void>[] = [];
    for (let event = 0; event < events; event += 1) {
      await sleep(startedMs + (event * 1_000 * seconds) / events - performance.now());
      writes.push(this.#write(this.#nextAddressees(userIds)));
    }
    await Promise.all(writes);
    const expected = events * addresseesOfEvent;
    const untilMs = performance.now() + waitMs;
    while (this.#arrivals.length < expected && performance.now() < untilMs) await sleep(20);
    const latenciesMs = this.#arrivals.flatMap(({ eventId, atMs }) => {
      const writtenAtMs = this.#writtenAtMs.get(eventId);
      return writtenAtMs === undefined ? [] : [atMs - writtenAtMs];
    });
    return { expected, latenciesMs, repeated: Math.max(0, this.#arrivals.length - expected) };
  }

  /** The next so many users, so that all have their turn. */
  #nextAddressees(userIds: readonly string[]): readonly string[] {
    const from = this.#addressed;
    this.#addressed += addresseesOfEvent;
    return Array.from(
      { length: addresseesOfEvent },
      (_, at) => userIds[(from + at) % userIds.length] ?? '',
    );
  }

  async #write(users: readonly string[]): Promise<void> {
    this.#written += 1;
    const eventId = `bench-${this.#written}`;
    await callDynamoDb(this.#table.endpoint, 'PutItem', {
      TableName: this.#table.name,
      Item: {
        eventId: { S: eventId },
        type: { S: 'bench.message' },
        data: { M: { text: { S: 'to a hundred users' } } },
        target: { M: { users: { L: users.map(userId => ({ S: userId })) } } },
      },
    });
    this.#writtenAtMs.set(eventId, performance.now());
  }
}
