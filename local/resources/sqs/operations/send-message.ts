import { z } from 'zod';
import type { MessageAttributes } from '../../../contract/message-queue.ts';
import type { LocalQueue, NewMessage } from '../local-queue.ts';
import {
  attributesBytes,
  checkAttributes,
  isAllowedText,
  md5,
  md5OfAttributes,
} from '../message-attributes.ts';
import { SqsError } from '../sqs-error.ts';
import { readEntries, runBatch } from './batch.ts';
import type { QueueOperation } from './queue-operation.ts';
import { attributeMap, readInput, within } from './read-input.ts';

/** All messages of a batch together: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const maxBatchBytes = 1_048_576;
const delayLimits = { least: 0, most: 900 };

const message = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: attributeMap,
  MessageSystemAttributes: attributeMap,
  /** On a standard queue it shares the queue out among its groups, which has no effect here. */
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});

type MessageInput = z.output<typeof message>;

/** SendMessage: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: QueueOperation = (queue, input) => {
  const { messageId, ...digests } = send(queue, readInput(message, input));
  return { MessageId: messageId, ...digests };
};

export const sendMessageBatch: QueueOperation = (queue, input) => {
  const entries = readEntries(input, 'SendMessageBatchRequestEntry');
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(readInput(message, entry)), 0);
  if (bytes > maxBatchBytes) {
    throw new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
  return runBatch(entries, entry => {
    const { messageId, ...digests } = send(queue, readInput(message, entry));
    return { MessageId: messageId, ...digests };
  });
};

function send(queue: LocalQueue, input: MessageInput) {
  const sent = queue.send(checked(queue, input));
  const ofAttributes = md5OfAttributes(input.MessageAttributes);
  const ofSystemAttributes = md5OfAttributes(input.MessageSystemAttributes);
  return {
    messageId: sent.messageId,
    MD5OfMessageBody: md5(input.MessageBody),
    ...(ofAttributes && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystemAttributes && { MD5OfMessageSystemAttributes: ofSystemAttributes }),
  };
}

const bytesOf = ({ MessageBody, MessageAttributes }: MessageInput): number =>
  Buffer.byteLength(MessageBody) + attributesBytes(MessageAttributes);

/** @throws SqsError on what AWS refuses. */
function checked(queue: LocalQueue, input: MessageInput): NewMessage {
  const { MessageBody: body, MessageAttributes: attributes, DelaySeconds: delaySec } = input;
  if (body === '') {
    throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (!isAllowedText(body)) {
    throw new SqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  checkAttributes(attributes);
  const { maximumMessageBytes } = queue.definition;
  if (bytesOf(input) > maximumMessageBytes) {
    throw new SqsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageBytes} bytes.`,
    );
  }
  if (input.MessageDeduplicationId !== undefined) {
    throw new SqsError(
      'InvalidParameterValue',
      `Value ${input.MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  return {
    body,
    attributes,
    systemAttributes: systemAttributes(input),
    delayMs:
      delaySec === undefined ? undefined : within(delaySec, 'DelaySeconds', delayLimits) * 1_000,
  };
}

/** The only one that a sender may give is the trace header of X-Ray. */
function systemAttributes({
  MessageSystemAttributes: given,
  MessageGroupId,
}: MessageInput): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).find(name => name !== 'AWSTraceHeader');
  if (unknown !== undefined) {
    throw new SqsError(
      'InvalidParameterValue',
      `Message system attribute name '${unknown}' is invalid. Valid values: 'AWSTraceHeader'.`,
    );
  }
  const header = traceHeader(given);
  return {
    SenderId: senderId,
    ...(header !== undefined && { AWSTraceHeader: header }),
    ...(MessageGroupId !== undefined && { MessageGroupId }),
  };
}

const traceHeader = ({ AWSTraceHeader }: MessageAttributes): string | undefined =>
  AWSTraceHeader?.StringValue;

/** On AWS the id of the role and session; here every sender is of one account. */
const senderId = '000000000000';
