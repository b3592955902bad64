import { z } from 'zod';
import type { LocalQueue } from '../local-queue.ts';
import { invalidValue, SqsError } from '../sqs-error.ts';
import { readEntries, runBatch } from './batch.ts';
import type { QueueOperation } from './queue-operation.ts';
import { readInput, within } from './read-input.ts';

const change = z.object({ ReceiptHandle: z.string(), VisibilityTimeout: z.number() });
/** In an entry of a batch it may be left out, though nothing says what that means. */
const entryChange = change.extend({ VisibilityTimeout: z.number().default(0) });

/** ChangeMessageVisibility: docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeVisibility: QueueOperation = (queue, input) =>
  changeOne(queue, readInput(change, input));

export const changeVisibilityBatch: QueueOperation = (queue, input) =>
  runBatch(readEntries(input, 'ChangeMessageVisibilityBatchRequestEntry'), entry =>
    changeOne(queue, readInput(entryChange, entry)),
  );

function changeOne(
  queue: LocalQueue,
  { ReceiptHandle, VisibilityTimeout: timeoutSec }: z.output<typeof change>,
): Readonly<Record<string, never>> {
  within(timeoutSec, 'VisibilityTimeout', { least: 0, most: 43_200 });
  switch (queue.changeVisibility(ReceiptHandle, timeoutSec * 1_000)) {
    case 'changed':
      return {};
    case 'gone':
      throw invalidValue(
        ReceiptHandle,
        'ReceiptHandle',
        'Message does not exist or is not available for visibility timeout change.',
      );
    case 'not-in-flight':
      throw new SqsError('MessageNotInflight', 'The specified message is not in flight.');
    case 'too-long':
      throw invalidValue(
        timeoutSec,
        'VisibilityTimeout',
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      );
  }
}
