import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Host } from '../../contract/host.ts';
import type { ResourceKind, RunningResource } from '../../contract/resource-kind.ts';
import { dynamoDbStreamsClient } from '../../engine/dynamodb-streams-client.ts';
import {
  type DeliveryPorts,
  deliverBatch,
  isThrottled,
} from '../../event-source/batch-delivery.ts';
import { Checkpoints } from '../../event-source/checkpoints.ts';
import { failedBatchObject } from '../../event-source/failed-batch.ts';
import {
  type MappingProperties,
  type MappingSettings,
  mappingProperties,
  mappingSettings,
} from '../../event-source/mapping-settings.ts';
import { scalingConfig } from '../../event-source/queue-mapping-settings.ts';
import { StreamPoller } from '../../event-source/stream-poller.ts';
import { parseProperties, resourceKind } from '../../template/resource-kind.ts';
import { mappingMetrics } from './mapping-metrics.ts';
import { runQueueMapping } from './queue-mapping.ts';

/** One mapping of the template. */
interface Mapping {
  readonly logicalId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly isEnabled: boolean;
  readonly settings: MappingSettings;
}

function readMapping(logicalId: string, properties: MappingProperties, host: Host): Mapping {
  try {
    return {
      logicalId,
      functionArn: functionArnOf(properties.FunctionName, host),
      streamArn: properties.EventSourceArn,
      isEnabled: properties.Enabled,
      settings: mappingSettings(properties),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${logicalId}: ${reason}`, { cause: error });
  }
}

/** FunctionName takes a name or an ARN. */
function functionArnOf(name: string, host: Host): string {
  return name.startsWith('arn:')
    ? name
    : `arn:aws:lambda:${host.region}:${host.accountId}:function:${name}`;
}

function createPoller(
  { logicalId, functionArn, streamArn, settings }: Mapping,
  host: Host,
  client: DynamoDBStreamsClient,
): StreamPoller {
  const stream = host.tableStream(streamArn);
  const { countsEvents } = settings;
  const metrics = mappingMetrics({ mappingId: logicalId, functionArn, countsEvents }, host.metrics);
  const checkpointFile =
    host.statePath === undefined
      ? undefined
      : path.join(host.statePath, `event-source-${logicalId}.json`);
  return new StreamPoller({
    client,
    stream,
    ...(host.newestRecord === undefined ? {} : { newestRecord: host.newestRecord }),
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
        invoke: async batch => {
          const sentAtMs = Date.now();
          const result = await host.functions.invoke(functionArn, { Records: batch });
          // It comes when the function is done with a batch: of what is throttled there is none.
          if (!isThrottled(result)) metrics.iteratorAge(batch, sentAtMs);
          return result;
        },
        invoked: (invoked, failed) => {
          metrics.count('InvokedEventCount', invoked);
          metrics.count('FailedInvokeEventCount', failed);
        },
        pause: async delayMs => {
          await delay(delayMs, undefined, { signal }).catch(() => {});
          return !signal.aborted;
        },
        async discard(discarded, condition, invocations) {
          host.log.warn(
            `[${logicalId}] discarded ${discarded.length} records of ${stream.tableName}: ${condition}`,
          );
          if (settings.failureBucketArn === undefined) {
            metrics.count('DroppedEventCount', discarded.length);
            return;
          }
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
            metrics.count('DroppedEventCount', discarded.length);
            return;
          }
          await host.bucket(settings.failureBucketArn).put(key, body);
          metrics.count('OnFailureDestinationDeliveredEventCount', discarded.length);
        },
      };
      await deliverBatch(records, settings, ports);
      // Lambda delivers at least once: a batch whose end it did not record comes again.
      if (signal.aborted || !host.switches.takeRedelivery()) return;
      host.log.warn(`[${logicalId}] injected fault: ${records.length} records delivered again`);
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

function checkPermissions(mapping: Mapping, host: Host): void {
  const { logicalId, functionArn, streamArn: resource, settings } = mapping;
  const { failureBucketArn } = settings;
  const actor = host.access.actor(functionArn);
  const wanted = streamOperations.map(name => ({ action: `dynamodb:${name}`, resource }));
  const refusal = host.access.refusal(actor, wanted);
  if (refusal !== undefined) {
    throw new Error(
      `${logicalId}: Cannot access stream ${resource}. Please ensure the role can perform the ${streamOperations.slice(0, -1).join(', ')}, and ListStreams Actions on your stream in IAM. ${refusal.message}`,
    );
  }
  if (failureBucketArn === undefined) return;
  const list = { action: 's3:ListBucket', resource: failureBucketArn };
  const listRefusal = host.access.refusal(actor, [list]);
  if (listRefusal !== undefined) {
    throw new Error(`${logicalId}: its on-failure destination: ${listRefusal.message}`);
  }
}

/** Logical ids of the mappings that read a stream, by its ARN. */
type StreamReaders = Map<string, string[]>;

function admitReader(
  { logicalId, streamArn, isEnabled }: Mapping,
  host: Host,
  readers: StreamReaders,
): void {
  if (!isEnabled) return;
  const others = readers.get(streamArn) ?? [];
  if (others.length >= readersPerShard) {
    const { tableName } = host.tableStream(streamArn);
    throw new Error(
      `${logicalId}: it would be a third reader of the stream of ${tableName}, beside ${others.join(' and ')}; DynamoDB lets at most ${readersPerShard} read a shard.`,
    );
  }
  readers.set(streamArn, [...others, logicalId]);
}

function runMapping(mapping: Mapping, host: Host, readers: StreamReaders): RunningResource {
  const { logicalId } = mapping;
  admitReader(mapping, host, readers);
  // The poller retries in its own way.
  const client = dynamoDbStreamsClient(host.dynamoDbEndpoint, host.region, { maxAttempts: 1 });
  const poller = createPoller(mapping, host, client);
  return {
    ref: logicalId,
    attributes: { Id: logicalId },
    async start() {
      // Not sooner: every policy of the template is there by now.
      checkPermissions(mapping, host);
      if (mapping.isEnabled) await poller.start();
    },
    async stop() {
      await poller.stop();
      client.destroy();
    },
  };
}

/** What a mapping may say, whatever its source; each source then looks at its own. */
const anyMappingProperties = mappingProperties
  .partial()
  .required({ EventSourceArn: true, FunctionName: true })
  .extend({ ScalingConfig: scalingConfig });

/** AWS::Lambda::EventSourceMapping of a DynamoDB stream or an SQS queue, for one host. */
export function eventSourceMappingKind(): ResourceKind {
  const readers: StreamReaders = new Map();
  return resourceKind({
    type: 'AWS::Lambda::EventSourceMapping',
    properties: anyMappingProperties,
    ignored: { Tags: 'no effect on behaviour' },
    create: ({ EventSourceArn, FunctionName, ScalingConfig }, declared, host) => {
      const { logicalId } = declared;
      if (EventSourceArn.startsWith('arn:aws:sqs:')) {
        return runQueueMapping(declared, functionArnOf(FunctionName, host), host);
      }
      if (ScalingConfig !== undefined) {
        throw new Error(`${logicalId}: ScalingConfig is for queues; its source is a stream`);
      }
      const properties = parseProperties(mappingProperties, declared);
      return runMapping(readMapping(logicalId, properties, host), host, readers);
    },
  });
}
