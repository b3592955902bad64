import { z } from 'zod';
import { readEntries, runBatch } from './batch.ts';
import type { QueueOperation } from './queue-operation.ts';
import { readInput } from './read-input.ts';

const deleting = z.object({ ReceiptHandle: z.string() });

/** DeleteMessage: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage: QueueOperation = (queue, input) => {
  queue.remove(readInput(deleting, input).ReceiptHandle);
  return {};
};

export const deleteMessageBatch: QueueOperation = (queue, input) =>
  runBatch(readEntries(input, 'DeleteMessageBatchRequestEntry'), entry => {
    queue.remove(readInput(deleting, entry).ReceiptHandle);
    return {};
  });
