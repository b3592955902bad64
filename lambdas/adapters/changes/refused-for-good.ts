import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../core/wire/app-error.ts';

/** What DynamoDB says of a request that no repetition makes better; all else may pass. */
const errorNames = [
  'ValidationException',
  'SerializationException',
  'ItemCollectionSizeLimitExceededException',
];

/** The same of one write of a transaction. */
const reasonCodes = ['ValidationError', 'ItemCollectionSizeLimitExceeded'];

/**
 * Whether DynamoDB refused what was written, as it will whenever it is written again. An outage, a
 * throttle, a missing table or permission is none of these: that passes, or is mended.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code = '' }) => reasonCodes.includes(Code));
  }
  // What cannot even be sent.
  if (error instanceof AppError) return error.code === 'INPUT_INVALID';
  return error instanceof Error && errorNames.includes(error.name);
}
