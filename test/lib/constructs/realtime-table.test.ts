import { RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { createDomainTables } from '../../../lib/constructs/domain-tables.ts';
import { createOwnTables } from '../../../lib/constructs/own-tables.ts';
import { RealtimeTable } from '../../../lib/constructs/realtime-table.ts';
import { testStack } from '../synthesize.ts';

interface TableProperties {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
}

/** A table in one line: its key, what its stream carries, and the attribute that ends its items. */
function summary({ KeySchema, AttributeDefinitions, ...rest }: TableProperties): string {
  const typeOf = (name: string) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const key = KeySchema.map(({ AttributeName }) => `${AttributeName} ${typeOf(AttributeName)}`);
  const stream = rest.StreamSpecification?.StreamViewType ?? 'no stream';
  const ttl = rest.TimeToLiveSpecification?.AttributeName ?? 'no ttl';
  return `${key.join(' + ')}, ${stream}, ${ttl}`;
}

function summaries(template: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.findResources('AWS::DynamoDB::GlobalTable')).map(
      ([logicalId, { Properties }]) => [logicalId, summary(Properties)],
    ),
  );
}

const retain = { removalPolicy: RemovalPolicy.RETAIN };

describe('tables', () => {
  it('that backends write have the keys of their contract and stream both images', () => {
    const stack = testStack();
    createDomainTables(stack, retain);
    expect(summaries(Template.fromStack(stack))).toEqual({
      FightsTable: 'fightId S, NEW_AND_OLD_IMAGES, no ttl',
      BetsTable: 'betId S, NEW_AND_OLD_IMAGES, no ttl',
      UsersTable: 'userId S, NEW_AND_OLD_IMAGES, no ttl',
      TransactionsTable: 'transactionId S, NEW_AND_OLD_IMAGES, no ttl',
      VideoStreamsTable: 'streamId S, NEW_AND_OLD_IMAGES, no ttl',
      WorkflowsTable: 'workflowId S, NEW_AND_OLD_IMAGES, no ttl',
      WorkflowOperationsTable: 'bulkOperationId S, NEW_AND_OLD_IMAGES, no ttl',
      PaymentStreamsTable: 'streamId S, NEW_AND_OLD_IMAGES, no ttl',
      SystemReportsTable: 'reportId S, NEW_AND_OLD_IMAGES, ttl',
      ProposalsTable: 'proposalId S, NEW_AND_OLD_IMAGES, no ttl',
      OutboxTable: 'eventId S, NEW_AND_OLD_IMAGES, ttl',
    });
  });

  it('of our own have the keys that their adapters use', () => {
    const stack = testStack();
    createOwnTables(stack, retain);
    expect(summaries(Template.fromStack(stack))).toEqual({
      EventLogTable: 'channel S + firstSeq N, NEW_IMAGE, ttl',
      ConnectionsTable: 'userId S + leaseId S, NEW_AND_OLD_IMAGES, expiresAt',
      QuarantineTable: 'table S + changeId S, no stream, ttl',
      AuditTable: 'dayShard S + entryId S, no stream, ttl',
      StatisticsTable: 'series S + minute S, no stream, ttl',
      RevocationsTable: 'userId S + tokenId S, no stream, ttl',
      LimitsTable: 'subject S + slot S, no stream, expiresAt',
      DeadlinesTable: 'subject S, no stream, no ttl',
      RoomsTable: 'room S + connectionId S, no stream, expiresAt',
      BulkItemsTable: 'bulkOperationId S + itemId S, no stream, ttl',
      WebhooksTable: 'webhookId S, no stream, no ttl',
      WebhookDeliveriesTable: 'laneId S + deliveryId S, no stream, ttl',
    });
  });

  it('are on demand and restorable to any second', () => {
    const stack = testStack();
    createDomainTables(stack, retain);
    createOwnTables(stack, retain);
    Template.fromStack(stack).allResourcesProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('find proposals by maker, by recipient, and by status', () => {
    const stack = testStack();
    createDomainTables(stack, retain);
    const { ProposalsTable } = Template.fromStack(stack).findResources(
      'AWS::DynamoDB::GlobalTable',
    );
    const index = (name: string, partition: string, sort: string, projection: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: projection },
    });
    expect(ProposalsTable?.Properties.GlobalSecondaryIndexes).toEqual([
      index('pendingByMaker', 'fromUserId', 'pendingUntil', 'ALL'),
      index('pendingByRecipient', 'toUserId', 'pendingUntil', 'ALL'),
      index('endedByMaker', 'fromUserId', 'endedAt', 'ALL'),
      index('endedByRecipient', 'toUserId', 'endedAt', 'ALL'),
      index('byStatus', 'status', 'expiresAt', 'KEYS_ONLY'),
    ]);
  });

  it('keep their logical id wherever in the tree they stand', () => {
    const stack = testStack();
    new RealtimeTable(new Construct(new Construct(stack, 'Deep'), 'Inside'), 'Notes', {
      partitionKey: { name: 'noteId', type: AttributeType.STRING },
      ...retain,
    });
    expect(Object.keys(summaries(Template.fromStack(stack)))).toEqual(['NotesTable']);
  });
});
