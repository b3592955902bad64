import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { dynamoDbStreamsClient } from '../../engine/dynamodb-streams-client.ts';
import { type DeliveryPorts, deliverBatch } from '../../event-source/batch-delivery.ts';
import { Checkpoints } from '../../event-source/checkpoints.ts';
import { failedBatchObject } from '../../event-source/failed-batch.ts';
import { type MappingSettings, parseMappingSettings } from '../../event-source/mapping-settings.ts';
import { StreamPoller } from '../../event-source/stream-poller.ts';

function settingsOf(declared: DeclaredResource): MappingSettings {
  try {
    return parseMappingSettings(declared.properties);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${declared.logicalId}: ${reason}`, { cause: error });
  }
}

/** FunctionName takes a name or an ARN. */
function functionArnOf(declared: DeclaredResource, host: Host): string {
  const name = String(declared.properties.FunctionName);
  return name.startsWith('arn:')
    ? name
    : `arn:aws:lambda:${host.region}:${host.accountId}:function:${name}`;
}

function createPoller(
  declared: DeclaredResource,
  host: Host,
  settings: MappingSettings,
  client: DynamoDBStreamsClient,
): StreamPoller {
  const { logicalId } = declared;
  const functionArn = functionArnOf(declared, host);
  const stream = host.tableStream(String(declared.properties.EventSourceArn));
  const checkpointFile =
    host.statePath === undefined
      ? undefined
      : path.join(host.statePath, `event-source-${logicalId}.json`);
  return new StreamPoller({
    client,
    stream,
    region: host.region,
    settings,
    checkpoints: new Checkpoints(stream.engineStreamArn, checkpointFile),
    log: host.log,
    name: logicalId,
    async deliver(shardId, records, checkpoint, signal) {
      const ports: DeliveryPorts = {
        checkpoint,
        now: Date.now,
        stopping: () => signal.aborted,
        invoke: batch => host.functions.invoke(functionArn, { Records: batch }),
        pause: async delayMs => {
          await delay(delayMs, undefined, { signal }).catch(() => {});
          return !signal.aborted;
        },
        async discard(discarded, condition, invocations) {
          host.log.warn(
            `[${logicalId}] gave up ${discarded.length} records of ${stream.tableName}: ${condition}`,
          );
          if (settings.failureBucketArn === undefined) return;
          const { streamArn } = stream;
          const { key, body } = failedBatchObject(
            {
              mappingId: logicalId,
              functionArn,
              streamArn,
              shardId,
              condition,
              invocations,
              records: discarded,
            },
            new Date(),
          );
          const object = `${settings.failureBucketArn}/${key}`;
          const permission = { action: 's3:PutObject', resource: object };
          const refusal = host.access.refusal(host.access.actor(functionArn), [permission]);
          if (refusal !== undefined) {
            host.log.error(
              `[${logicalId}] ${discarded.length} records are lost: ${refusal.message}`,
            );
            return;
          }
          await host.bucket(settings.failureBucketArn).put(key, body);
        },
      };
      await deliverBatch(records, settings, ports);
      // Lambda promises "at least once": a batch whose end it did not take note of comes again.
      if (signal.aborted || !host.switches.takeRedelivery()) return;
      host.log.warn(`[${logicalId}] by request: ${records.length} records once more`);
      await deliverBatch(records, settings, ports);
    },
  });
}

/**
 * DynamoDB may throttle whoever reads a shard beside two others: LimitExceededException in
 * docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html. Here that is no
 * "may".
 */
const readersPerShard = 2;

/**
 * What Lambda tries in the function's role when a mapping is made; without it there is no mapping:
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
 */
const streamOperations = ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams'];

function checkPermissions(
  declared: DeclaredResource,
  host: Host,
  { failureBucketArn }: MappingSettings,
): void {
  const { logicalId, properties } = declared;
  const function_ = host.access.actor(functionArnOf(declared, host));
  const resource = String(properties.EventSourceArn);
  const wanted = streamOperations.map(name => ({ action: `dynamodb:${name}`, resource }));
  const refusal = host.access.refusal(function_, wanted);
  if (refusal !== undefined) {
    throw new Error(
      `${logicalId}: Cannot access stream ${resource}. Please ensure the role can perform the ${streamOperations.slice(0, -1).join(', ')}, and ListStreams Actions on your stream in IAM. ${refusal.message}`,
    );
  }
  if (failureBucketArn === undefined) return;
  const list = { action: 's3:ListBucket', resource: failureBucketArn };
  const listRefusal = host.access.refusal(function_, [list]);
  if (listRefusal !== undefined) {
    throw new Error(`${logicalId}: its on-failure destination: ${listRefusal.message}`);
  }
}

/** Logical ids of the mappings that read a stream, by its ARN. */
type StreamReaders = Map<string, string[]>;

function admitReader(
  { logicalId, properties }: DeclaredResource,
  host: Host,
  readers: StreamReaders,
): void {
  if (properties.Enabled === false) return;
  const streamArn = String(properties.EventSourceArn);
  const others = readers.get(streamArn) ?? [];
  if (others.length >= readersPerShard) {
    const { tableName } = host.tableStream(streamArn);
    throw new Error(
      `${logicalId}: it would be a third reader of the stream of ${tableName}, beside ${others.join(' and ')}; DynamoDB lets at most ${readersPerShard} read a shard.`,
    );
  }
  readers.set(streamArn, [...others, logicalId]);
}

async function createMapping(
  declared: DeclaredResource,
  host: Host,
  readers: StreamReaders,
): Promise<RunningResource> {
  const settings = settingsOf(declared);
  admitReader(declared, host, readers);
  // The poller has its own way of trying again.
  const client = dynamoDbStreamsClient(host.dynamoDbEndpoint, host.region, { maxAttempts: 1 });
  const poller = createPoller(declared, host, settings, client);
  return {
    ref: declared.logicalId,
    attributes: { Id: declared.logicalId },
    async start() {
      // Not sooner: every policy of the template is there by now.
      checkPermissions(declared, host, settings);
      if (declared.properties.Enabled !== false) await poller.start();
    },
    async stop() {
      await poller.stop();
      client.destroy();
    },
  };
}

/** AWS::Lambda::EventSourceMapping of a DynamoDB stream, for one host. */
export function eventSourceMappingKind(): ResourceKind {
  const readers: StreamReaders = new Map();
  return {
    type: 'AWS::Lambda::EventSourceMapping',
    honoured: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig.OnFailure.Destination',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria.Filters.Pattern',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'ParallelizationFactor',
      'StartingPosition',
    ],
    ignored: { Tags: 'no effect on behaviour' },
    create: (declared, host) => createMapping(declared, host, readers),
  };
}
