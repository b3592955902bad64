import {
  AttributeType,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { RealtimeTable, type RealtimeTableProps, type TableTerms } from './realtime-table.ts';

/** The tables that backends write, by the names of their contract. */
export type DomainTables = Readonly<Record<DomainTableName, RealtimeTable>>;

/** A table's name in outputs (`FightsTableName`) and in the events it gives rise to. */
export type DomainTableName =
  | 'Fights'
  | 'Bets'
  | 'Users'
  | 'Transactions'
  | 'VideoStreams'
  | 'PaymentStreams'
  | 'Workflows'
  | 'WorkflowOperations'
  | 'SystemReports'
  | 'Proposals'
  | 'Outbox';

/** Makes them all; each streams both images, since events are made from the old and the new item. */
export function createDomainTables(scope: Construct, terms: TableTerms): DomainTables {
  const table = (name: DomainTableName, key: string, more: Partial<RealtimeTableProps> = {}) =>
    new RealtimeTable(scope, name, {
      partitionKey: { name: key, type: AttributeType.STRING },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      ...terms,
      ...more,
    });
  return {
    Fights: table('Fights', 'fightId'),
    Bets: table('Bets', 'betId'),
    Users: table('Users', 'userId'),
    Transactions: table('Transactions', 'transactionId'),
    VideoStreams: table('VideoStreams', 'streamId'),
    PaymentStreams: table('PaymentStreams', 'streamId', { indexes: paymentStreamIndexes }),
    Workflows: table('Workflows', 'workflowId', { indexes: workflowIndexes }),
    WorkflowOperations: table('WorkflowOperations', 'bulkOperationId', {
      indexes: workflowOperationIndexes,
    }),
    SystemReports: table('SystemReports', 'reportId', { timeToLiveAttribute: 'ttl' }),
    Proposals: table('Proposals', 'proposalId', { indexes: proposalIndexes }),
    Outbox: table('Outbox', 'eventId', { timeToLiveAttribute: 'ttl' }),
  };
}

/** The lists of bettors: what either side has pending, and what ended. */
export const proposalListIndexes = [
  'pendingByMaker',
  'pendingByRecipient',
  'endedByMaker',
  'endedByRecipient',
] as const;

function listIndex(
  indexName: (typeof proposalListIndexes)[number],
  user: 'fromUserId' | 'toUserId',
  sortKey: 'pendingUntil' | 'endedAt',
): GlobalSecondaryIndexPropsV2 {
  return {
    indexName,
    partitionKey: { name: user, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  };
}

/** The sort keys of the lists are there only while a proposal is to be listed; then the sweeper's. */
const proposalIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  listIndex('pendingByMaker', 'fromUserId', 'pendingUntil'),
  listIndex('pendingByRecipient', 'toUserId', 'pendingUntil'),
  listIndex('endedByMaker', 'fromUserId', 'endedAt'),
  listIndex('endedByRecipient', 'toUserId', 'endedAt'),
  {
    indexName: 'byStatus',
    partitionKey: { name: 'status', type: AttributeType.STRING },
    sortKey: { name: 'expiresAt', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  },
];

/** Whose streams, and those of a status; what is listed is read from the table itself. */
export const paymentStreamListIndexes = ['bySender', 'byRecipient', 'byStatus'] as const;

const paymentStreamIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  paymentStreamIndex('bySender', 'sender'),
  paymentStreamIndex('byRecipient', 'recipient'),
  paymentStreamIndex('byStatus', 'status'),
];

function paymentStreamIndex(
  indexName: (typeof paymentStreamListIndexes)[number],
  attribute: string,
): GlobalSecondaryIndexPropsV2 {
  return {
    indexName,
    partitionKey: { name: attribute, type: AttributeType.STRING },
    sortKey: { name: 'streamId', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  };
}

/** Those of a status; what is listed is read from the table itself. */
const workflowIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  {
    indexName: 'byStatus',
    partitionKey: { name: 'status', type: AttributeType.STRING },
    sortKey: { name: 'workflowId', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  },
];

/** The bulk operations of a status: those that are running are looked after. */
const workflowOperationIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  {
    indexName: 'byStatus',
    partitionKey: { name: 'status', type: AttributeType.STRING },
    sortKey: { name: 'bulkOperationId', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  },
];
