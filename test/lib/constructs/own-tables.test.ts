import { leaseRowSchema } from '../../../lambdas/adapters/connections/lease-row.ts';
import { socketRowSchema } from '../../../lambdas/adapters/connections/socket-connections.ts';
import { synthesize } from '../synthesize.ts';

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection: { readonly NonKeyAttributes: readonly string[] };
}

test('the indexes of Connections carry all that a row holds, but neither the times of messages nor mailboxes', () => {
  const tables = synthesize().findResources('AWS::DynamoDB::GlobalTable');
  const { KeySchema, GlobalSecondaryIndexes } = tables.ConnectionsTable?.Properties ?? {};
  const shapes = { ...leaseRowSchema.shape, ...socketRowSchema.shape };
  const held = Object.keys(shapes)
    .filter(name => name !== 'mailbox')
    .sort();
  expect(held).not.toContain('heard');
  const carried = GlobalSecondaryIndexes.map((index: Index) => [
    index.IndexName,
    [
      ...[...KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName),
      ...index.Projection.NonKeyAttributes,
    ].sort(),
  ]);
  expect(carried).toEqual([
    ['byConnection', held],
    ['byChannel', [...held, 'channelShard', 'since'].sort()],
  ]);
});

test('each table forgets by the attribute that its rows have', () => {
  const tables = Object.entries(synthesize().findResources('AWS::DynamoDB::GlobalTable'));
  const forgetting = tables.flatMap(([id, { Properties }]) => {
    const { AttributeName, Enabled } = Properties.TimeToLiveSpecification ?? {};
    return Enabled ? [[id, AttributeName]] : [];
  });
  expect(Object.fromEntries(forgetting)).toEqual({
    EventLogTable: 'ttl',
    ConnectionsTable: 'expiresAt',
    QuarantineTable: 'ttl',
    AuditTable: 'ttl',
    StatisticsTable: 'ttl',
    RevocationsTable: 'ttl',
    LimitsTable: 'expiresAt',
    RoomsTable: 'expiresAt',
    BulkItemsTable: 'ttl',
    WebhookDeliveriesTable: 'ttl',
    OutboxTable: 'ttl',
    SystemReportsTable: 'ttl',
  });
});
