import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SettlePorts } from '../../../../core/payment-stream/settle.ts';
import { createDeadlinesTable } from '../../../../lambdas/adapters/payment-streams/deadlines-table.ts';
import {
  type PublishedTables,
  startPublishedTables,
} from '../../../clients/backend/published-tables.ts';
import { silentMeter } from '../../../support/silent-meter.ts';

/** The payment streams with their stream, and their deadlines, on a real engine. */
export interface DeadlineTestTables extends PublishedTables {
  readonly ports: SettlePorts;
  /** The timers that were started, as `streamId dueAt`. */
  readonly timers: string[];
  put(item: Readonly<Record<string, unknown>>): Promise<void>;
  row(streamId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export async function startDeadlineTables(noticeMs = 60_000): Promise<DeadlineTestTables> {
  const published = await startPublishedTables();
  const { engine } = published;
  await engine.createTable({
    name: 'Deadlines',
    partitionKey: { name: 'subject' },
    indexes: [{ name: 'byDueAt', partitionKey: { name: 'dueShard' }, sortKey: { name: 'dueAt' } }],
  });
  const timers: string[] = [];
  return {
    ...published,
    timers,
    ports: {
      deadlines: createDeadlinesTable(engine.client, {
        paymentStreamsTableName: 'PaymentStreams',
        deadlinesTableName: 'Deadlines',
      }),
      meter: silentMeter,
      startTimer: async ({ streamId, dueAtMs }) => {
        timers.push(`${streamId} ${new Date(dueAtMs).toISOString()}`);
      },
      noticeMs,
      timerWithinMs: 90_000,
    },
    put: async Item => {
      await engine.client.send(new PutCommand({ TableName: 'PaymentStreams', Item }));
    },
    row: async streamId => {
      const Key = { subject: `payment-stream#${streamId}` };
      const get = new GetCommand({ TableName: 'Deadlines', Key, ConsistentRead: true });
      return (await engine.client.send(get)).Item;
    },
  };
}
