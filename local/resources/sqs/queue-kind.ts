import { join } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { ResourceKind, RunningResource } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { LocalQueue, type QueueDefinition } from './local-queue.ts';
import { QueueFile } from './queue-file.ts';
import { queueSamples } from './queue-metrics.ts';
import { SqsService } from './sqs-service.ts';

/** A whole number of the template, which may stand there as text. */
function whole(least: number, most: number) {
  const expected = `expected an integer from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
}

const standardOnly = 'expected a standard queue, for the local host runs no FIFO queues';

/** Values and defaults: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const queueProperties = z.object({
  DelaySeconds: whole(0, 900).default(0),
  FifoQueue: z.literal(false, standardOnly).optional(),
  MaximumMessageSize: whole(1_024, 1_048_576).default(1_048_576),
  MessageRetentionPeriod: whole(60, 1_209_600).default(345_600),
  QueueName: z
    .string()
    .refine(name => !name.endsWith('.fifo'), standardOnly)
    .regex(/^([\w-]{1,80}|.*\.fifo)$/, 'expected 1 to 80 letters, digits, hyphens or underscores')
    .optional(),
  ReceiveMessageWaitTimeSeconds: whole(0, 20).default(0),
  RedriveAllowPolicy: z
    .object({
      redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']).default('allowAll'),
      sourceQueueArns: z.array(z.string()).max(10, 'expected at most 10').optional(),
    })
    .optional(),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: whole(1, 1_000) })
    .optional(),
  VisibilityTimeout: whole(0, 43_200).default(30),
});

type QueueProperties = z.output<typeof queueProperties>;

/** `AWS::SQS::Queue`, called through the service "AmazonSQS". One per host. */
export function queueKind(): ResourceKind {
  const service = new SqsService();
  return resourceKind({
    type: 'AWS::SQS::Queue',
    properties: queueProperties,
    ignored: {
      KmsDataKeyReusePeriodSeconds: 'local data is not encrypted',
      KmsMasterKeyId: 'local data is not encrypted',
      SqsManagedSseEnabled: 'local data is not encrypted',
      Tags: 'nothing reads them here',
    },
    create: (properties, { logicalId }, host) => {
      const { definition, queue } = createQueue(properties, logicalId, host, service);
      if (service.queues.length === 0) host.registerService(service);
      service.add(queue);
      host.registerQueue(queue);
      host.metrics.observe(() => queueSamples(queue));
      return runningQueue(definition, queue);
    },
  });
}

function runningQueue({ url, arn, name }: QueueDefinition, queue: LocalQueue): RunningResource {
  return {
    ref: url,
    attributes: { Arn: arn, QueueName: name, QueueUrl: url },
    stop: async () => queue.stop(),
  };
}

function createQueue(
  properties: QueueProperties,
  logicalId: string,
  host: Host,
  service: SqsService,
): { definition: QueueDefinition; queue: LocalQueue } {
  // CloudFormation makes names short enough; the end of a logical id is what differs.
  const name = properties.QueueName ?? `${host.stackName}-${logicalId}`.slice(-80);
  const arn = `arn:aws:sqs:${host.region}:${host.accountId}:${name}`;
  if (service.queueNamed(name) !== undefined) {
    throw new Error(`${logicalId}: this template has a queue named ${name} already`);
  }
  const definition: QueueDefinition = {
    arn,
    name,
    url: `${host.awsEndpoint}/${host.accountId}/${name}`,
    createdAtMs: Date.now(),
    visibilityTimeoutMs: properties.VisibilityTimeout * 1_000,
    delayMs: properties.DelaySeconds * 1_000,
    retentionMs: properties.MessageRetentionPeriod * 1_000,
    maximumMessageBytes: properties.MaximumMessageSize,
    receiveWaitMs: properties.ReceiveMessageWaitTimeSeconds * 1_000,
    redrive: redriveOf(properties, { logicalId, arn }, service),
    redriveSources: redriveSources(properties),
    policies: policiesOf(properties),
  };
  const file =
    host.statePath === undefined
      ? undefined
      : new QueueFile(join(host.statePath, 'queues', `${name}.sqlite`));
  const onStuck = (messageId: string): void =>
    host.log.error(
      `[${logicalId}] message ${messageId} stays, for its dead-letter queue is full; it is tried again after the visibility timeout`,
    );
  return { definition, queue: new LocalQueue(definition, { file, onStuck }) };
}

/** Which queues may name this one as their dead-letter queue; undefined: all. */
function redriveSources({ RedriveAllowPolicy: policy }: QueueProperties): string[] | undefined {
  if (policy === undefined || policy.redrivePermission === 'allowAll') return undefined;
  return policy.redrivePermission === 'byQueue' ? (policy.sourceQueueArns ?? []) : [];
}

function redriveOf(
  { RedrivePolicy: policy }: QueueProperties,
  source: { readonly logicalId: string; readonly arn: string },
  service: SqsService,
): QueueDefinition['redrive'] {
  if (policy === undefined) return undefined;
  const refuse = (reason: string): Error =>
    new Error(
      `${source.logicalId}: Value ${JSON.stringify(policy)} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  const target = service.queues.find(({ arn }) => arn === policy.deadLetterTargetArn);
  if (target === undefined) throw refuse('Dead letter target does not exist.');
  const { redriveSources: allowed } = target.definition;
  if (allowed !== undefined && !allowed.includes(source.arn)) {
    throw refuse('Dead letter target does not allow this queue by its RedriveAllowPolicy.');
  }
  return { target, maxReceiveCount: policy.maxReceiveCount };
}

const policiesOf = ({ RedrivePolicy, RedriveAllowPolicy }: QueueProperties) => ({
  ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  ...(RedriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(RedriveAllowPolicy) }),
});
