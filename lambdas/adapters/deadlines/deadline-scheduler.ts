import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBRecord, DynamoDBStreamEvent, EventBridgeEvent } from 'aws-lambda';
import { systemClock } from '../../../core/clock.ts';
import type { Settled } from '../../../core/deadline/settle-deadline.ts';
import type { SweptDeadlines } from '../../../core/deadline/sweep-due.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { runConcurrently } from '../../../core/run-concurrently.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { isRefusedForGood } from '../changes/refused-for-good.ts';
import { reportedBatch } from '../changes/reported-batch.ts';

/** What a scheduler of one kind of deadline does, and what it calls it. */
export interface DeadlineSchedulerProps {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly meter: Pick<Meter, 'flush'>;
  /** What a subject is called in a message. */
  readonly noun: string;
  /** The subjects that records are about. */
  readonly changedIds: (records: readonly DynamoDBRecord[]) => readonly string[];
  readonly settle: (id: string, nowMs: number) => Promise<Settled<unknown>>;
  readonly sweep: () => Promise<SweptDeadlines>;
}

const atOnce = 10;

/** Handles a batch of the stream of the subjects' table, or that a minute has passed. */
export function createDeadlineScheduler({
  logger,
  meter,
  noun,
  changedIds,
  settle,
  sweep,
}: DeadlineSchedulerProps): (
  event: DynamoDBStreamEvent | EventBridgeEvent<'Scheduled Event', unknown>,
) => Promise<void> {
  /** A throw makes the stream give the batch again. */
  const settleBatch = async ({ Records }: DynamoDBStreamEvent) => {
    const ids = changedIds(Records);
    await runConcurrently(ids, atOnce, async id => {
      try {
        const { isOvertaken } = await settle(id, systemClock());
        // The write that was faster has a record of its own, in a later batch.
        if (isOvertaken) logger.info('a deadline is left to the next record', { noun, id });
      } catch (error) {
        // As into an item that has no byte left: it must not stop the batch for hours.
        if (!isRefusedForGood(error)) throw error;
        logger.error('a deadline cannot be settled', { noun, id, error });
      }
    });
    logger.info('settled the deadlines of a batch', { ids: ids.length, records: Records.length });
  };

  const sweepOnce = async () => {
    const { failures, ...counts } = await sweep();
    if (counts.began > 0 || counts.isCut) {
      logger.warn('settled deadlines that were late', { noun, ...counts });
    }
    if (failures.length === 0) return;
    // Failing is what an alarm sees; the work itself is the next sweep's.
    throw new AppError('STORE_UNAVAILABLE', `${failures.length} ${noun}s could not be settled`, {
      cause: failures[0],
    });
  };

  return async event => {
    try {
      if ('Records' in event) await reportedBatch(event, logger, settleBatch);
      else await sweepOnce();
    } finally {
      meter.flush();
    }
  };
}
