import { z } from 'zod';
import { SqsError } from '../sqs-error.ts';
import { readInput } from './read-input.ts';

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxEntries = 10;

const entries = z.object({ Entries: z.array(z.looseObject({ Id: z.string() })) });

export type BatchEntry = z.output<typeof entries>['Entries'][number];

/**
 * The entries of a batch.
 *
 * @throws SqsError on none, too many, and ids that are wrong or there twice.
 */
export function readEntries(input: unknown, entryName: string): readonly BatchEntry[] {
  const { Entries } = readInput(entries, input);
  if (Entries.length === 0) {
    throw new SqsError(
      'EmptyBatchRequest',
      `There should be at least one ${entryName} in the request.`,
    );
  }
  if (Entries.length > maxEntries) {
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maxEntries}. You have sent ${Entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of Entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw new SqsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(Id)) throw new SqsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return Entries;
}

/** Does one after the other: one that is refused is in `Failed`, and the others go on. */
export function runBatch(
  batch: readonly BatchEntry[],
  run: (entry: BatchEntry) => Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const Successful: Readonly<Record<string, unknown>>[] = [];
  const Failed: Readonly<Record<string, unknown>>[] = [];
  for (const entry of batch) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push(error.entryFailure(entry.Id));
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}
