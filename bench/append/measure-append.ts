import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EncodedEvent } from '../../core/log/encoded-event.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { LogWriter } from '../../core/log/log-writer.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import { emptyEpoch } from '../../core/wire/cursor.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { createDocumentClient } from '../../lambdas/adapters/dynamodb/document-client.ts';
import { createEventLogTable, itemOf } from '../../lambdas/adapters/log/event-log-table.ts';
import { BetEvents } from './bet-events.ts';
import { meterPartition, type PartitionOptions, type PartitionUse } from './partition.ts';

/** So many writers of one log, each with batches of so many events. */
export interface AppendCell {
  readonly writers: number;
  readonly batch: number;
}

/** How fast one round of a cell was, and what it asked of the partition. */
export interface AppendRound extends PartitionUse {
  readonly events: number;
  readonly elapsedMs: number;
  /** Of the writers with their SDK, not of the engine. */
  readonly cpuMs: number;
}

/** What all rounds of a run have in common. */
export interface AppendRun extends PartitionOptions {
  readonly endpoint: string;
  /** Writes before it is measured: code is compiled, and writers have met each other. */
  readonly warmMs: number;
  readonly roundMs: number;
}

const channel: ChannelName = 'bets';
const retentionMs = 7 * 24 * 3_600_000;
let tables = 0;

/**
 * Writers as functions have them, each in an environment of its own, and all of one log.
 *
 * @throws Error when the log does not hold each event once, in numbers without a hole
 */
export async function measureWriters(cell: AppendCell, run: AppendRun): Promise<AppendRound> {
  return await measure(cell, run, {
    writerOf: store => {
      const writer = new LogWriter({
        store,
        clock: Date.now,
        random: Math.random,
        sleep: ms => sleep(ms),
        retentionMs,
        generation: 1,
      });
      return async events => {
        await writer.append(channel, events, Date.now());
      };
    },
    check: checkLog,
  });
}

/** A loop of bare puts of the same bytes: no condition, no order, nobody else looked at. */
export async function measureBarePuts(cell: AppendCell, run: AppendRun): Promise<AppendRound> {
  let next = 1;
  return await measure(cell, run, {
    writerOf: (_store, put) => async events => {
      const firstSeq = next;
      next += events.length;
      const segment = {
        ...{ channel, firstSeq, lastSeq: next - 1, epoch: '0123456789abcdef', generation: 1 },
        ...{ appendedAtMs: Date.now(), expiresAtSec: 2_000_000_000, events: [] },
      } as const;
      await put(await itemOf(segment, `[${events.map(({ json }) => json).join(',')}]`));
    },
  });
}

interface Work {
  /** What one writer does with each batch until the round ends. */
  writerOf(
    store: SegmentStore,
    put: (item: Record<string, unknown>) => Promise<void>,
  ): (events: readonly EncodedEvent[]) => Promise<void>;
  check?(store: SegmentStore, events: number): Promise<void>;
}

async function measure(
  { writers, batch }: AppendCell,
  { endpoint, warmMs, roundMs, ...options }: AppendRun,
  { writerOf, check }: Work,
): Promise<AppendRound> {
  const client = createDocumentClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const plain = createDocumentClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const TableName = `EventLog-${++tables}`;
  await plain.send(createLogTable(TableName));
  try {
    const partition = meterPartition(client, options);
    const store = createEventLogTable(client, TableName);
    const put = async (Item: Record<string, unknown>): Promise<void> => {
      await client.send(new PutCommand({ TableName, Item }));
    };
    let events = 0;
    let isOver = false;
    const loops = Promise.all(
      Array.from({ length: writers }, async () => {
        const write = writerOf(store, put);
        const bets = new BetEvents();
        while (!isOver) {
          const given = bets.next(batch);
          // As a stream gives a function the batch again that failed.
          while (!(await wasTaken(write(given))));
          events += batch;
        }
      }),
    );
    // What ends the round early ends it with its error.
    const during = async (ms: number) => await Promise.race([sleep(ms), loops]);
    await during(warmMs);
    partition.take();
    const before = events;
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await during(roundMs);
    const elapsedMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    const round = { events: events - before, elapsedMs, cpuMs: (user + system) / 1_000 };
    const use = partition.take();
    isOver = true;
    await loops;
    await check?.(createEventLogTable(plain, TableName), events);
    return { ...round, ...use };
  } finally {
    await plain.send(new DeleteTableCommand({ TableName }));
    client.destroy();
    plain.destroy();
  }
}

/** Whether the partition had units for it, however often the SDK tried. */
async function wasTaken(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof ProvisionedThroughputExceededException) return false;
    throw error;
  }
}

/** As lib makes it, as far as it costs: the stream too. */
function createLogTable(TableName: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'channel', AttributeType: 'S' },
      { AttributeName: 'firstSeq', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'channel', KeyType: 'HASH' },
      { AttributeName: 'firstSeq', KeyType: 'RANGE' },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
}

async function checkLog(store: SegmentStore, events: number): Promise<void> {
  const reader = new LogReader({ store, channel, clock: Date.now });
  const ids = new Set<string>();
  let position = { epoch: emptyEpoch, seq: 0 };
  for (let isAtEnd = false; !isAtEnd; ) {
    const result = await reader.forward(position, 'consistent');
    if (result.kind === 'gap') throw new Error(`the log has a hole after ${position.seq}`);
    for (const { event } of result.entries) ids.add(event.id);
    isAtEnd = result.entries.length === 0;
    position = result.position;
  }
  if (ids.size === events && position.seq === events) return;
  throw new Error(
    `the log has ${position.seq} numbers and ${ids.size} events; expected ${events} of both`,
  );
}
