import type { DynamoDBRecord } from 'aws-lambda';
import type { LeaseDirectory } from '../../core/connection/lease-directory.ts';
import type { OutgoingItem } from '../../core/publish/outbox.ts';
import { publish } from '../../core/publish/publish.ts';
import { publishRequestSchema } from '../../core/wire/management/events.ts';
import { Refused } from '../../core/wire/refused.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { expectRecorded, inputs, recordedAtMs } from './replay.ts';
import { newFanOut } from './replay-records.ts';

const connection = {
  ...{ connectionId: 'conn-1', userId: 'ana', role: 'operator', channel: 'fights' as const },
  ...{ kind: 'sse' as const, state: 'connected' as const, leaseId: 'sse#00' },
};

const directory = {
  find: async (id: string) => (id === connection.connectionId ? connection : undefined),
  ofUser: async (userId: string) => (userId === connection.userId ? [connection] : []),
  onChannel: async (channel: string) => ({
    connections: channel === connection.channel ? [connection] : [],
  }),
} as unknown as LeaseDirectory;

test('what is published over HTTP is answered and stored byte for byte as it was', async () => {
  const lines: string[] = [];
  const items: OutgoingItem[] = [];
  const outbox = {
    put: async (put: readonly OutgoingItem[]) => {
      items.push(...put);
      return { kind: 'stored' as const, fresh: put.length };
    },
    find: async () => undefined,
  };
  const statistics = { appended: () => undefined };
  const now = () => recordedAtMs + 1_250;
  const ports = {
    outbox,
    directory,
    statistics,
    longestLeaseSeconds: 300,
    now,
    pause: async () => undefined,
  };
  for (const request of inputs('publish-requests')) {
    const parsed = publishRequestSchema.parse(request);
    const requests = 'events' in parsed ? parsed.events : [parsed];
    const answer = await publish(requests, 'kim', ports).catch((error: unknown) => {
      if (error instanceof Refused) return error.problem;
      throw error;
    });
    lines.push(`answer ${JSON.stringify(answer)}`);
  }
  for (const item of items) lines.push(`item ${JSON.stringify(item)}`);
  const store = memorySegments();
  await newFanOut(store).publishRecords(items.map(recordOf));
  for (const { channel, events } of store.segments) {
    lines.push(`log ${channel}`, ...events.map(event => JSON.stringify(event)));
  }
  expectRecorded('publishing', `${lines.join('\n')}\n`);
});

/** The record of the Outbox's stream for that item. */
function recordOf({ eventId, stored }: OutgoingItem): DynamoDBRecord {
  return {
    eventID: `outbox-${eventId}`,
    eventName: 'INSERT',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/Recorded-Outbox-ABC123/stream/1',
    dynamodb: {
      ApproximateCreationDateTime: recordedAtMs / 1_000 + 2,
      Keys: { eventId: { S: eventId } },
      NewImage: stored as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'] & object,
    },
  };
}
