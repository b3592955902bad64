import {
  AttributeType,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { RealtimeTable, type TableTerms } from './realtime-table.ts';

/** The tables that only this system writes. */
export interface OwnTables {
  /** The log of every channel, in segments. */
  readonly eventLog: RealtimeTable;
  /** Who is connected: a lease per SSE stream, a row per WebSocket. */
  readonly connections: RealtimeTable;
  /** Changes whose items break their contract, each with the reason. */
  readonly quarantine: RealtimeTable;
  /** Who did what, and who was refused. */
  readonly audit: RealtimeTable;
  /** What every environment counts, a row per series and minute. */
  readonly statistics: RealtimeTable;
  /** Users, and single tokens of theirs, that are let in no more. */
  readonly revocations: RealtimeTable;
  /** Slots of addresses that have connections open, counts of requests, and notices to processes. */
  readonly limits: RealtimeTable;
  /** What was published of each payment stream's deposit, and when the next is due. */
  readonly deadlines: RealtimeTable;
  /** Which sockets are subscribed to which workflow, and of each socket to which it is. */
  readonly rooms: RealtimeTable;
  /** The workflows of bulk operations in chunks, and how each of them went. */
  readonly bulkItems: RealtimeTable;
  /** The webhooks, each with its lane: how far it is. */
  readonly webhooks: RealtimeTable;
  /** What was sent to webhooks, and what waits for its next attempt. */
  readonly webhookDeliveries: RealtimeTable;
}

/** Makes them all. */
export function createOwnTables(scope: Construct, terms: TableTerms): OwnTables {
  return {
    eventLog: new RealtimeTable(scope, 'EventLog', {
      partitionKey: { name: 'channel', type: AttributeType.STRING },
      sortKey: { name: 'firstSeq', type: AttributeType.NUMBER },
      timeToLiveAttribute: 'ttl',
      stream: StreamViewType.NEW_IMAGE,
      ...terms,
    }),
    connections: new RealtimeTable(scope, 'Connections', {
      partitionKey: { name: 'userId', type: AttributeType.STRING },
      sortKey: { name: 'leaseId', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      indexes: connectionIndexes,
      ...terms,
    }),
    quarantine: new RealtimeTable(scope, 'Quarantine', {
      partitionKey: { name: 'table', type: AttributeType.STRING },
      sortKey: { name: 'changeId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      ...terms,
    }),
    audit: new RealtimeTable(scope, 'Audit', {
      partitionKey: { name: 'dayShard', type: AttributeType.STRING },
      sortKey: { name: 'entryId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      indexes: auditIndexes,
      ...terms,
    }),
    statistics: new RealtimeTable(scope, 'Statistics', {
      partitionKey: { name: 'series', type: AttributeType.STRING },
      sortKey: { name: 'minute', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      ...terms,
    }),
    revocations: new RealtimeTable(scope, 'Revocations', {
      partitionKey: { name: 'userId', type: AttributeType.STRING },
      sortKey: { name: 'tokenId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      ...terms,
    }),
    limits: new RealtimeTable(scope, 'Limits', {
      partitionKey: { name: 'subject', type: AttributeType.STRING },
      sortKey: { name: 'slot', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      ...terms,
    }),
    deadlines: new RealtimeTable(scope, 'Deadlines', {
      partitionKey: { name: 'subject', type: AttributeType.STRING },
      indexes: [byDueAt],
      ...terms,
    }),
    rooms: new RealtimeTable(scope, 'Rooms', {
      partitionKey: { name: 'room', type: AttributeType.STRING },
      sortKey: { name: 'connectionId', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      ...terms,
    }),
    bulkItems: new RealtimeTable(scope, 'BulkItems', {
      partitionKey: { name: 'bulkOperationId', type: AttributeType.STRING },
      sortKey: { name: 'itemId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      ...terms,
    }),
    webhooks: new RealtimeTable(scope, 'Webhooks', {
      partitionKey: { name: 'webhookId', type: AttributeType.STRING },
      indexes: webhookIndexes,
      ...terms,
    }),
    webhookDeliveries: new RealtimeTable(scope, 'WebhookDeliveries', {
      partitionKey: { name: 'laneId', type: AttributeType.STRING },
      sortKey: { name: 'deliveryId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      ...terms,
    }),
  };
}

/** Those that are sent something, with what they want; and the lanes whose moment comes next. */
const webhookIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  {
    indexName: 'byStatus',
    partitionKey: { name: 'status', type: AttributeType.STRING },
    sortKey: { name: 'webhookId', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: ['channels', 'types'],
  },
  {
    indexName: 'byDueAt',
    partitionKey: { name: 'dueShard', type: AttributeType.STRING },
    sortKey: { name: 'dueAt', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  },
];

/** The next that are due, over eight keys; what has nothing due stands under none. */
const byDueAt: GlobalSecondaryIndexPropsV2 = {
  indexName: 'byDueAt',
  partitionKey: { name: 'dueShard', type: AttributeType.STRING },
  sortKey: { name: 'dueAt', type: AttributeType.STRING },
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: ['armedFor'],
};

/**
 * What the indexes of Connections carry besides keys: all but the times of a socket's messages
 * (`heard`), which would be written thrice with each of them, and a stream's `mailbox`, which whoever ends
 * its lease gets from that write. DynamoDB takes 20 such attributes of an index, and `byChannel` has 20.
 */
const connectionAttributes = [
  'channel',
  'channels',
  'claims',
  'clientId',
  'clientType',
  'connectedAt',
  'endReason',
  'expiresAt',
  'filters',
  'kind',
  'role',
  'seenAtMs',
  'sessionId',
  'sourceIp',
  'state',
  'tokenExpiresAtMs',
  'tokenId',
  'userAgent',
  'username',
];

/** A connection by its id, and those of a channel (`proposals`: the sockets), oldest first. */
const connectionIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  {
    indexName: 'byConnection',
    partitionKey: { name: 'connectionId', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: connectionAttributes,
  },
  {
    indexName: 'byChannel',
    partitionKey: { name: 'channelShard', type: AttributeType.STRING },
    sortKey: { name: 'since', type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...connectionAttributes, 'connectionId'],
  },
];

/** What someone did, and who did something; entry ids begin with their time. */
const auditIndexes: readonly GlobalSecondaryIndexPropsV2[] = [
  {
    indexName: 'byActor',
    partitionKey: { name: 'actorShard', type: AttributeType.STRING },
    sortKey: { name: 'entryId', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  },
  {
    indexName: 'byAction',
    partitionKey: { name: 'actionShard', type: AttributeType.STRING },
    sortKey: { name: 'entryId', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  },
];
