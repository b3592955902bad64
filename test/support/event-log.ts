import { setTimeout as sleep } from 'node:timers/promises';
import { type EncodedEvent, encodeEvent } from '../../core/log/encoded-event.ts';
import { LogWriter } from '../../core/log/log-writer.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
import { createEventLogTable } from '../../lambdas/adapters/log/event-log-table.ts';
import type { TestEngine } from './engine.ts';

const weekMs = 7 * 24 * 3_600_000;

/** A log table of its own on a real engine. */
export async function createTestLog(engine: TestEngine, name: string): Promise<SegmentStore> {
  await engine.createTable({
    name,
    partitionKey: { name: 'channel' },
    sortKey: { name: 'firstSeq', type: 'N' },
  });
  return createEventLogTable(engine.client, name);
}

/** A writer as a fresh function environment has it: cold. */
export function coldWriter(
  store: SegmentStore,
  clock: () => number = Date.now,
  generation = 1,
): LogWriter {
  return new LogWriter({
    store,
    clock,
    random: Math.random,
    sleep: ms => sleep(ms),
    retentionMs: weekMs,
    generation,
  });
}

/** An event of that id. */
export function testEvent(id: string, parts: Partial<ChannelEvent> = {}): ChannelEvent {
  return {
    id,
    type: 'FIGHT_STATUS_UPDATE',
    timestamp: 1_790_000_000_000,
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel: 'fights',
    data: { fightId: id },
    ...parts,
  };
}

/** The same, as a writer takes it. */
export function encodedEvent(id: string, parts: Partial<ChannelEvent> = {}): EncodedEvent {
  return encodeEvent(testEvent(id, parts));
}

/** Every segment of the log, oldest first. */
export async function allSegments(store: SegmentStore, channel: ChannelName) {
  const segments = [];
  for (let minFirstSeq = 1; ; ) {
    const page = await store.oldestFirst(channel, { minFirstSeq, limit: 100, consistent: true });
    if (page.length === 0) return segments;
    segments.push(...page);
    minFirstSeq = (page.at(-1)?.lastSeq ?? 0) + 1;
  }
}

/** The ids in the log, in order; fails on a hole, an overlap or a second epoch. */
export async function allEventIds(store: SegmentStore, channel: ChannelName): Promise<string[]> {
  const segments = await allSegments(store, channel);
  let next = segments[0]?.firstSeq ?? 1;
  for (const segment of segments) {
    if (segment.firstSeq !== next) {
      throw new Error(`hole or overlap: segment ${segment.firstSeq} where ${next} was expected`);
    }
    if (segment.epoch !== segments[0]?.epoch) throw new Error(`second epoch ${segment.epoch}`);
    next = segment.lastSeq + 1;
  }
  return segments.flatMap(segment => segment.events.map(event => event.id));
}
