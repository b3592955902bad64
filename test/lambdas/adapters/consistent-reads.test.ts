import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createOutbox } from '../../../lambdas/adapters/changes/outbox-table.ts';
import { createAddressLeases } from '../../../lambdas/adapters/connections/address-leases.ts';
import { createConnectionDirectory } from '../../../lambdas/adapters/connections/connection-directory.ts';
import { createMailbox } from '../../../lambdas/adapters/connections/mailboxes.ts';
import { createOpenConnections } from '../../../lambdas/adapters/connections/open-connections.ts';
import { createSocketConnections } from '../../../lambdas/adapters/connections/socket-connections.ts';
import { createSocketDirectory } from '../../../lambdas/adapters/connections/socket-directory.ts';
import { createStreamLeases } from '../../../lambdas/adapters/connections/stream-leases.ts';
import { createDeadlineRows } from '../../../lambdas/adapters/deadlines/deadline-rows.ts';
import { createRevocations } from '../../../lambdas/adapters/identity/revocations-table.ts';
import { createUserBans } from '../../../lambdas/adapters/identity/users-table.ts';
import { createDrains } from '../../../lambdas/adapters/limits/drains.ts';
import { createEventLogTable } from '../../../lambdas/adapters/log/event-log-table.ts';
import { createDeadlinesTable } from '../../../lambdas/adapters/payment-streams/deadlines-table.ts';
import { createPaymentStreamLists } from '../../../lambdas/adapters/payment-streams/payment-stream-lists.ts';
import { createPaymentStreamsTable } from '../../../lambdas/adapters/payment-streams/payment-streams-table.ts';
import { createOverdueProposals } from '../../../lambdas/adapters/proposals/overdue-proposals.ts';
import { createProposalLists } from '../../../lambdas/adapters/proposals/proposal-lists.ts';
import { createProposalsTable } from '../../../lambdas/adapters/proposals/proposals-table.ts';
import { createAuditLog } from '../../../lambdas/adapters/telemetry/audit-log.ts';
import { createHoursTable } from '../../../lambdas/adapters/telemetry/hours-table.ts';
import { createStatisticsTable } from '../../../lambdas/adapters/telemetry/statistics-table.ts';
import { createBulkTable } from '../../../lambdas/adapters/workflows/bulk-table.ts';
import { createBulkWork } from '../../../lambdas/adapters/workflows/bulk-work-table.ts';
import { createRooms } from '../../../lambdas/adapters/workflows/rooms-table.ts';
import { createStalledOperations } from '../../../lambdas/adapters/workflows/stalled-operations.ts';
import { createWorkflowDeadlines } from '../../../lambdas/adapters/workflows/workflow-deadlines.ts';
import { createWorkflowsTable } from '../../../lambdas/adapters/workflows/workflows-table.ts';
import { noNotices } from '../../support/no-notices.ts';
import { type ExpectedRead, readsOf } from '../../support/reads-asked.ts';
import { webhookReads } from './webhooks/webhook-reads.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const now = () => nowMs;

const stream = {
  ...{ userId: 'ana', role: 'admin', connectionId: 'c-1', channel: 'fights' },
  ...{ sourceIp: '203.0.113.7', userAgent: 'test' },
  ...{ connectedAtMs: nowMs, expiresAtMs: nowMs + 60_000 },
};
const limits = { streamsPerStaff: 20, streamsPerUser: 5 };
const tables = {
  ...{ proposalsTableName: 'Proposals', fightsTableName: 'Fights', usersTableName: 'Users' },
  ...{ limitsTableName: 'Limits', checkUsers: true, revocationsTableName: 'Revocations' },
  ...{ paymentStreamsTableName: 'PaymentStreams', workflowsTableName: 'Workflows' },
  ...{ workflowOperationsTableName: 'WorkflowOperations', bulkItemsTableName: 'BulkItems' },
  deadlinesTableName: 'Deadlines',
};
const rowFormat = {
  ...{ subject: 'note', shard: 'due', attributes: [] },
  ...{ parse: () => ({}), format: () => ({}) },
};
const inTheLastHour = { fromMs: nowMs - 3_600_000, toMs: nowMs, limit: 1 };

const consistent = ['consistent'];
const eventual = ['eventual'];
/** A sharded read asks each of its eight keys, of an index or of what may be a moment old. */
const eventualOfEachShard = Array(8).fill('eventual');

/**
 * Every place in the adapters that reads, by its file; there what it is for. What decides something,
 * who gets in or whose slot it is, sees every write before it; an index cannot, and what people look
 * at need not, at half the price.
 */
const reads: readonly ExpectedRead[] = [
  ...webhookReads,
  [
    'bulk-table',
    'an operation on many, as who asks for it, or carries it out, acts by it',
    client => createBulkTable(client, tables).find('b-1'),
    consistent,
  ],
  [
    'bulk-table',
    'the results of an operation, of which the failed ones are retried',
    client => createBulkTable(client, tables).results('b-1', { limit: 1 }),
    consistent,
  ],
  [
    'bulk-work-table',
    'the workflows of an operation, in a row that was written with it',
    client =>
      createBulkWork(client, { ...tables, workflowsTableName: 'Workflows' })
        .chunk('b-1', 0)
        .catch(() => 'there is none'),
    consistent,
  ],
  [
    'connection-directory',
    'a connection by its id, of an index',
    client => createConnectionDirectory(client, 'Connections', now).find('c-1'),
    eventual,
  ],
  [
    'connection-directory',
    'what a user has open',
    client => createConnectionDirectory(client, 'Connections', now).ofUser('ana'),
    consistent,
  ],
  [
    'connection-leases',
    'which slots are free, after two that were not',
    async client =>
      await createAddressLeases({ client, tableName: 'Taken', cap: 1, now }).acquire({
        address: '203.0.113.7',
        connectionId: 'c-1',
        expiresAtMs: nowMs,
      }),
    consistent,
  ],
  [
    'deadline-rows',
    'what was published of a subject, by which more begins',
    client => createDeadlineRows(client, 'Deadlines', rowFormat).read('s-1'),
    consistent,
  ],
  [
    'deadline-rows',
    'what is due, of an index',
    client =>
      createDeadlineRows(client, 'Deadlines', rowFormat).list('due#0', { fromMs: 0, toMs: nowMs }),
    eventual,
  ],
  [
    'deadlines-table',
    'a payment stream and its deadline, by which a phase begins',
    client => createDeadlinesTable(client, tables).read('s-1'),
    ['consistent', 'consistent'],
  ],
  [
    'drains',
    'whether the deployment drains: as it was a few seconds ago, or as it decides who enters',
    async client => {
      const drains = createDrains(client, 'Limits', now, () => undefined);
      await drains.current();
      await drains.latest();
    },
    ['eventual', 'consistent'],
  ],
  [
    'event-log-table',
    'segments, newest or oldest first, as asked',
    async client => {
      const log = createEventLogTable(client, 'EventLog');
      await log.newestFirst('fights', { limit: 1, consistent: true });
      await log.newestFirst('fights', { limit: 1, consistent: false });
      await log.oldestFirst('fights', { minFirstSeq: 1, limit: 1, consistent: true });
      await log.oldestFirst('fights', { minFirstSeq: 1, limit: 1, consistent: false });
    },
    ['consistent', 'eventual', 'consistent', 'eventual'],
  ],
  [
    'hours-table',
    'the minutes that an hour is made of, and which hours are, or hours for people to look at',
    async client => {
      const store = createHoursTable(client, 'Statistics');
      await store.minutesOf('2026-11-20T20');
      await store.addedUp('2026-11-20T20');
      await store.hours(['fights'], '2026-11-20T20', '2026-11-20T20');
    },
    // Samples, and 15 series; then hours that are whole, and those of the one series.
    [...Array(16).fill('consistent'), 'consistent', 'eventual', 'eventual'],
  ],
  [
    'index-ids',
    'which items have a value, such as whose payment streams there are, of an index',
    client =>
      createPaymentStreamLists(client, 'PaymentStreams').idsOf(
        { by: 'sender', value: 'ana' },
        { after: undefined, limit: 1 },
      ),
    eventual,
  ],
  [
    'open-connections',
    'who is connected, to be counted',
    async client => {
      const pages = createOpenConnections(client, 'Connections', now)();
      for await (const page of pages) expect(page).toEqual([]);
    },
    eventual,
  ],
  [
    'outbox-table',
    'whether an event was published',
    client => createOutbox(client, 'Outbox', now).find('e-1', 'print'),
    consistent,
  ],
  [
    'overdue-proposals',
    'what is overdue, of an index',
    client => createOverdueProposals(client, 'Proposals').list('2026-11-20T20:00:00.000Z'),
    eventual,
  ],
  [
    'payment-streams-table',
    'a payment stream that is decided, or shown',
    client => createPaymentStreamsTable(client, 'PaymentStreams').find('1'),
    consistent,
  ],
  [
    'proposal-lists',
    'a user’s proposals, of an index',
    client =>
      createProposalLists(client, 'Proposals').read({
        userId: 'ana',
        list: 'received',
        boundIso: '2026-11-20T20:00:00.000Z',
        after: undefined,
        limit: 1,
      }),
    eventual,
  ],
  [
    'proposals-table',
    'a proposal that is decided',
    client => createProposalsTable(client, tables).find('p-1'),
    consistent,
  ],
  [
    'query-shards',
    'connections of a channel, of an index',
    client =>
      createConnectionDirectory(client, 'Connections', now).onChannel('fights', { limit: 1 }),
    eventualOfEachShard,
  ],
  [
    'read-items',
    'what those items are',
    client => createPaymentStreamLists(client, 'PaymentStreams').findAll(['1', '2']),
    consistent,
  ],
  [
    'revocations-table',
    'a token’s revocations',
    client => createRevocations(client, tables).isRevoked({ userId: 'ana' }),
    // The user's ban, and the revocation of all their tokens.
    ['consistent', 'consistent'],
  ],
  [
    'revocations-table',
    'a user’s revocations',
    client => createRevocations(client, tables).listOf('ana', { limit: 1 }),
    consistent,
  ],
  [
    'rooms-table',
    'the workflows of a socket that is gone',
    client => createRooms(client, 'Rooms', now).leaveAll('c-1'),
    consistent,
  ],
  [
    'rooms-table',
    'who is subscribed to a workflow that changed',
    client => createRooms(client, 'Rooms', now).membersOf('w-1'),
    consistent,
  ],
  [
    'rooms-table',
    'how many are, for people to look at',
    client => createRooms(client, 'Rooms', now).count(),
    eventual,
  ],
  [
    'socket-connections',
    'the sockets of a user',
    client => createSocketConnections(client, 'Connections').listOf('ana', nowMs),
    consistent,
  ],
  [
    'socket-directory',
    'a socket by its id, of an index',
    client => createSocketDirectory(client, 'Connections', now).find('c-1'),
    eventual,
  ],
  [
    'stalled-operations',
    'which operations run, of an index',
    async client => {
      const pages = createStalledOperations(client, 'WorkflowOperations').running();
      for await (const ids of pages) expect(ids).toEqual([]);
    },
    eventual,
  ],
  [
    'statistics-table',
    'the counts of a series',
    client => createStatisticsTable(client, 'Statistics').since('fights', '2026-11-20T20:00Z'),
    eventual,
  ],
  [
    'stream-leases',
    'which slots a user has taken',
    client => createStreamLeases(client, 'Connections', limits, noNotices).acquire(stream),
    consistent,
  ],
  [
    'stream-leases',
    'whether a lease is still the stream’s own, after which slots there are',
    async client => {
      const lease = await createStreamLeases(client, 'Connections', limits, noNotices).acquire(
        stream,
      );
      await lease.check();
    },
    ['consistent', 'consistent'],
  ],
  [
    'mailboxes',
    'which of the process’s leases ended',
    client => createMailbox(client, 'Limits', 'm-1').read(),
    consistent,
  ],
  [
    'users-table',
    'whether a user is banned',
    client => createUserBans(client, 'Users').find('ana'),
    consistent,
  ],
  [
    'workflow-deadlines',
    'a workflow and its deadline, by which it is overdue',
    client => createWorkflowDeadlines(client, tables).read('w-1'),
    ['consistent', 'consistent'],
  ],
  [
    'workflows-table',
    'a workflow that is decided, or shown',
    client => createWorkflowsTable(client, 'Workflows').find('w-1'),
    consistent,
  ],
];

test.each(reads)('%s asks for %s as it must', async (_file, _purpose, work, expected) => {
  expect(await readsOf(work)).toEqual(expected);
});

test('the audit’s days may be a moment old', async () => {
  const asked = await readsOf(client => createAuditLog(client, 'Audit').find(inTheLastHour));
  expect(new Set(asked)).toEqual(new Set(['eventual']));
});

test('every read of the adapters stands above', () => {
  const places = globSync('lambdas/adapters/**/*.ts').flatMap(file => {
    const source = readFileSync(file, 'utf8');
    const calls = source.matchAll(/(new \w*(Get|Query|Scan)\w*Command|= paginate\w+)\(/g);
    const ofTables = [...calls].filter(([call]) => !/GetParameter|GetSecret/.test(call));
    return ofTables.map(() => basename(file, '.ts'));
  });
  expect(reads.map(([file]) => file).toSorted()).toEqual(places.toSorted());
});
