import type { MessageAttribute, MessageQueue, ReceivedMessage } from '../contract/message-queue.ts';

/** One message of a batch, as Lambda hands it to a function: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function queueRecord(
  message: ReceivedMessage,
  { arn }: Pick<MessageQueue, 'arn'>,
  region: string,
): Readonly<Record<string, unknown>> {
  const { md5OfAttributes } = message;
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.systemAttributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, inEvent(attribute)]),
    ),
    md5OfBody: message.md5OfBody,
    ...(md5OfAttributes !== undefined && { md5OfMessageAttributes: md5OfAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region,
  };
}

const inEvent = ({ DataType, StringValue, BinaryValue }: MessageAttribute) => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});
