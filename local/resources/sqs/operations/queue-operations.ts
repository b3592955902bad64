import { z } from 'zod';
import type { AwsJsonRequest } from '../../../contract/aws-json-service.ts';
import type { LocalQueue } from '../local-queue.ts';
import { SqsError } from '../sqs-error.ts';
import type { QueueOperation } from './queue-operation.ts';
import { readInput, within } from './read-input.ts';

const seconds = (ms: number): string => String(Math.floor(ms / 1_000));

const asked = z.object({ AttributeNames: z.array(z.string()).default([]) });

/** GetQueueAttributes: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes: QueueOperation = (queue, input) => {
  const { AttributeNames: wanted } = readInput(asked, input);
  const all = attributesOf(queue);
  const names = [...Object.keys(all), 'All', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy'];
  const unknown = wanted.find(name => !names.includes(name));
  if (unknown !== undefined) {
    throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  }
  const isWanted = (name: string): boolean => wanted.includes('All') || wanted.includes(name);
  const given = Object.entries(all).filter(([name]) => isWanted(name));
  return given.length === 0 ? {} : { Attributes: Object.fromEntries(given) };
};

function attributesOf(queue: LocalQueue): Readonly<Record<string, string>> {
  const { definition } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    CreatedTimestamp: seconds(definition.createdAtMs),
    DelaySeconds: seconds(definition.delayMs),
    LastModifiedTimestamp: seconds(definition.createdAtMs),
    MaximumMessageSize: String(definition.maximumMessageBytes),
    MessageRetentionPeriod: seconds(definition.retentionMs),
    QueueArn: definition.arn,
    ReceiveMessageWaitTimeSeconds: seconds(definition.receiveWaitMs),
    SqsManagedSseEnabled: 'true',
    VisibilityTimeout: seconds(definition.visibilityTimeoutMs),
    ...definition.policies,
  };
}

/** PurgeQueue: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue: QueueOperation = queue => {
  if (queue.purge()) return {};
  throw new SqsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queue.definition.name} is allowed every 60 seconds.`,
  );
};

const owned = z.object({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

/** GetQueueUrl: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl(
  { definition }: LocalQueue,
  input: AwsJsonRequest['input'],
): Readonly<Record<string, unknown>> {
  const { QueueOwnerAWSAccountId: owner } = readInput(owned, input);
  if (owner !== undefined && owner !== definition.arn.split(':')[4]) {
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
  return { QueueUrl: definition.url };
}

const listing = z.object({
  QueueNamePrefix: z.string().default(''),
  MaxResults: z.number().optional(),
  NextToken: z.string().optional(),
});

const maxListed = 1_000;

/** ListQueues: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export function listQueues(
  queues: readonly LocalQueue[],
  input: AwsJsonRequest['input'],
): Readonly<Record<string, unknown>> {
  const { QueueNamePrefix, MaxResults, NextToken = '0' } = readInput(listing, input);
  if (MaxResults !== undefined) within(MaxResults, 'MaxResults', { least: 1, most: maxListed });
  const offset = Number(NextToken);
  if (!Number.isInteger(offset) || offset < 0) {
    throw new SqsError('InvalidParameterValue', `Invalid NextToken value: ${NextToken}`);
  }
  const urls = queues
    .filter(({ definition }) => definition.name.startsWith(QueueNamePrefix))
    .map(({ definition }) => definition.url);
  const next = offset + (MaxResults ?? maxListed);
  const page = urls.slice(offset, next);
  return {
    ...(page.length > 0 && { QueueUrls: page }),
    // As on AWS: only whoever asks for pages gets them.
    ...(MaxResults !== undefined && next < urls.length && { NextToken: String(next) }),
  };
}
