import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { RealtimeTable } from './realtime-table.ts';

/** The tables that only this system writes. */
export interface OwnTables {
  /** The log of every channel, in segments. */
  readonly eventLog: RealtimeTable;
  /** Who is connected: a lease per SSE stream, a row per WebSocket. */
  readonly connections: RealtimeTable;
  /** Changes whose items break their contract, each with the reason. */
  readonly quarantine: RealtimeTable;
}

/** Makes them all. */
export function createOwnTables(
  scope: Construct,
  props: { readonly removalPolicy: RemovalPolicy },
): OwnTables {
  const { removalPolicy } = props;
  return {
    eventLog: new RealtimeTable(scope, 'EventLog', {
      partitionKey: { name: 'channel', type: AttributeType.STRING },
      sortKey: { name: 'firstSeq', type: AttributeType.NUMBER },
      timeToLiveAttribute: 'ttl',
      stream: StreamViewType.NEW_IMAGE,
      removalPolicy,
    }),
    connections: new RealtimeTable(scope, 'Connections', {
      partitionKey: { name: 'userId', type: AttributeType.STRING },
      sortKey: { name: 'leaseId', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy,
    }),
    quarantine: new RealtimeTable(scope, 'Quarantine', {
      partitionKey: { name: 'table', type: AttributeType.STRING },
      sortKey: { name: 'changeId', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      removalPolicy,
    }),
  };
}
