import { SqsError } from './sqs-error.ts';

/** Which receive of which message a handle names. */
export interface Receive {
  readonly messageId: string;
  /** How often the message had been received with that one. */
  readonly receives: number;
}

/** A handle that says, to this queue alone, which receive it is of. */
export const receiptHandle = (queueName: string, { messageId, receives }: Receive): string =>
  Buffer.from(`${queueName} ${messageId} ${receives}`).toString('base64');

/** @throws SqsError on what no handle of this queue is. */
export function readReceiptHandle(queueName: string, handle: string): Receive {
  const [name, messageId, receives] = Buffer.from(handle, 'base64').toString('utf8').split(' ');
  if (name !== queueName || messageId === undefined || !/^\d{1,15}$/.test(receives ?? '')) {
    throw new SqsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle.slice(0, 1_024)}" is not a valid receipt handle.`,
    );
  }
  return { messageId, receives: Number(receives) };
}
