import { z } from 'zod';
import type { ReceivedMessage } from '../../../contract/message-queue.ts';
import { md5OfAttributes, selectAttributes } from '../message-attributes.ts';
import { SqsError } from '../sqs-error.ts';
import type { QueueOperation } from './queue-operation.ts';
import { readInput, within } from './read-input.ts';

const names = z.array(z.string()).default([]);

const receive = z.object({
  MaxNumberOfMessages: z.number().default(1),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.number().optional(),
  /** Replaced by the next one, and still taken. */
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

const systemNames = [
  'All',
  'AWSTraceHeader',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
];

/** Calls that wait at one queue; whoever comes then is answered at once. */
const maxWaiting = 1_000;

/** ReceiveMessage: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage: QueueOperation = async (queue, input, signal) => {
  const asked = readInput(receive, input);
  const { WaitTimeSeconds: waitSec, VisibilityTimeout: visibilitySec } = asked;
  const max = within(asked.MaxNumberOfMessages, 'MaxNumberOfMessages', { least: 1, most: 10 });
  if (waitSec !== undefined) within(waitSec, 'WaitTimeSeconds', { least: 0, most: 20 });
  if (visibilitySec !== undefined) {
    within(visibilitySec, 'VisibilityTimeout', { least: 0, most: 43_200 });
  }
  const wantedSystem = [...asked.AttributeNames, ...asked.MessageSystemAttributeNames];
  const unknown = wantedSystem.find(name => !systemNames.includes(name));
  if (unknown !== undefined) {
    throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  }
  const waitMs = waitSec === undefined ? queue.definition.receiveWaitMs : waitSec * 1_000;
  const messages = await queue.receive(
    {
      max,
      waitMs: queue.waiting < maxWaiting ? waitMs : 0,
      visibilityTimeoutMs: visibilitySec === undefined ? undefined : visibilitySec * 1_000,
    },
    signal,
  );
  if (messages.length === 0) return {};
  return {
    Messages: messages.map(message => encode(message, wantedSystem, asked.MessageAttributeNames)),
  };
};

function encode(
  message: ReceivedMessage,
  wantedSystem: readonly string[],
  wanted: readonly string[],
): Readonly<Record<string, unknown>> {
  const attributes = selectAttributes(message.attributes, wanted);
  const system = selectAttributes(message.systemAttributes, wantedSystem);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest !== undefined && {
      MD5OfMessageAttributes: digest,
      MessageAttributes: attributes,
    }),
  };
}
