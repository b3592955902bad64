import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { publishChanges } from '../../../core/change/publish-changes.ts';
import { createEventLogTable } from '../../../lambdas/adapters/log/event-log-table.ts';
import { coldWriter } from '../../support/event-log.ts';
import { changeOf, recordedAtMs, thresholds } from './change-of.ts';

/** A table that is always empty and takes everything. */
const client = { send: async () => ({}) } as unknown as DynamoDBDocumentClient;

test('an event is turned into JSON once, however many logs it goes to', async () => {
  const written = jest.spyOn(JSON, 'stringify');
  const item = { eventId: 'e1', type: 'alert', priority: 'critical', channel: 'fights', data: {} };
  const target = { channels: ['bets', 'users'] };
  const logs: string[] = [];
  await publishChanges([changeOf('Outbox', null, { ...item, target })], {
    writer: coldWriter(createEventLogTable(client, 'EventLog'), () => recordedAtMs),
    quarantine: { keep: () => Promise.reject(new Error('expected nothing malformed')) },
    thresholds,
    statistics: { appended: log => void logs.push(log) },
  });
  expect(logs.toSorted()).toEqual(['bets', 'fights', 'global', 'notifications', 'users']);
  const ofTheEvent = written.mock.results.filter(({ value }) =>
    String(value).includes('"id":"e1"'),
  );
  expect(ofTheEvent).toHaveLength(1);
  written.mockRestore();
});
