import { readFileSync } from 'node:fs';
import { createSeededRandom } from '../../../examples/derby-night/seeded-random.ts';
import {
  type LedgerReading,
  ledgerReadingSchema,
} from '../../../examples/indexer/ledger-reading.ts';

/** The contract of the recorded ledgers, and the first of them. */
export const recordedContract = 'CPAYMENTSTREAMSEXAMPLECONTRACT2222222222222222222222222A';
export const recordedStart = 3_727_800;

/** The example's recorded ledgers, in their order. */
export const recorded: readonly LedgerReading[] = readFileSync(
  'examples/indexer/recorded-ledgers.jsonl',
  'utf8',
)
  .trim()
  .split('\n')
  .map(line => ledgerReadingSchema.parse(JSON.parse(line)));

/** The readings and the events of each in an order of that seed. */
export function shuffled(readings: readonly LedgerReading[], seed: number): LedgerReading[] {
  const { shuffle } = createSeededRandom(seed);
  return shuffle(readings).map(reading => ({ ...reading, events: shuffle(reading.events) }));
}

/** The same of payment streams with other numbers, so that they meet no other run's. */
export function renumbered(readings: readonly LedgerReading[], base: number): LedgerReading[] {
  const withNumber = (topic: unknown) => {
    const { u64 } = topic as { u64?: string };
    return u64 === undefined ? topic : { u64: String(base + Number(u64)) };
  };
  return readings.map(reading => ({
    ...reading,
    events: reading.events.map(event => {
      const { topicJson, ...rest } = event as { topicJson: readonly unknown[] };
      return { ...rest, topicJson: topicJson.map(withNumber) };
    }),
  }));
}

/** One event of the recorded ledgers, by the payment stream and what happened to it. */
export function recordedEvent(streamId: string, name: string): Record<string, unknown> {
  const found = recorded
    .flatMap(({ events }) => events as Record<string, unknown>[])
    .find(({ topicJson }) => {
      const [, second, third] = topicJson as Record<string, unknown>[];
      return second?.symbol === name && third?.u64 === streamId;
    });
  if (found === undefined) throw new Error(`no ${name} of ${streamId} was recorded`);
  return found;
}

/** What every way of reading the recorded ledgers comes to: the events of each payment stream, in order. */
export const recordedEvents: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  7001: [
    ['stream.created', '600000000'],
    ['stream.topped_up', '300000000'],
    ['stream.withdrawn', '100000000'],
    ['stream.paused', '180000000'],
    ['stream.resumed', '180000000'],
    ['stream.rate_changed', '240000000'],
    ['stream.cancelled', '540000000'],
  ],
  7002: [
    ['stream.created', '1000000000'],
    ['stream.withdrawn', '500000000'],
    ['stream.withdrawn', '500000000'],
    ['stream.completed', '1000000000'],
  ],
  7003: [
    ['stream.created', '1000'],
    ['stream.topped_up', '500'],
    ['stream.rate_changed', '1250'],
    ['stream.topped_up', '700'],
    ['stream.withdrawn', '1200'],
  ],
  7004: [
    ['stream.created', '170141183460469231731687303715884105000'],
    ['stream.topped_up', '727'],
    ['stream.withdrawn', '235000000000000000000000000000000'],
    ['stream.paused', '310000000000000000000000000000000'],
  ],
  7005: [
    ['stream.created', '100000'],
    ['stream.topped_up', '60000'],
    ['stream.withdrawn', '160000'],
    ['stream.completed', '160000'],
  ],
};

/** The events by payment stream, each with its type and the amount that it is about. */
export function byStream(
  events: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
): Readonly<Record<string, readonly (readonly [string, string])[]>> {
  const streams: Record<string, [string, string][]> = {};
  for (const [type, data] of events) {
    const { added, withdrawn, refunded, snapshotAmount, withdrawnAmount, depositedAmount } = data;
    const amount =
      type === 'stream.created'
        ? depositedAmount
        : (added ?? withdrawn ?? refunded ?? snapshotAmount ?? withdrawnAmount);
    const streamId = String(data.streamId);
    streams[streamId] = [...(streams[streamId] ?? []), [type, String(amount)]];
  }
  return streams;
}
