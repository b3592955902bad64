import type { DynamoDBStreamEvent, EventBridgeEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { promptTimerMs, type SettlePorts, settle } from '../../core/payment-stream/settle.ts';
import { sweepDeadlines, sweptTimerMs } from '../../core/payment-stream/sweep-deadlines.ts';
import { runConcurrently } from '../../core/run-concurrently.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { isRefusedForGood } from '../adapters/changes/refused-for-good.ts';
import { reportedBatch } from '../adapters/changes/reported-batch.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createDeadlinesTable } from '../adapters/payment-streams/deadlines-table.ts';
import { createStartTimer } from '../adapters/payment-streams/start-timer.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { changedStreams } from './changed-streams.ts';
import { readConfig } from './config.ts';

const atOnce = 10;

const config = readConfig();
const logger = createLogger('payment-stream-scheduler');
const ports: SettlePorts = {
  deadlines: createDeadlinesTable(createDocumentClient(), config),
  startTimer: createStartTimer(config.deadlineStateMachineArn),
  noticeMs: config.depletionNoticeSeconds * 1_000,
  timerWithinMs: promptTimerMs,
};

/** A batch of the PaymentStreams stream, or that a minute has passed. */
export async function handler(
  event: DynamoDBStreamEvent | EventBridgeEvent<'Scheduled Event', unknown>,
): Promise<void> {
  if ('Records' in event) await reportedBatch(event, logger, settleBatch);
  else await sweep();
}

/** A throw makes the stream give the batch again. */
async function settleBatch({ Records }: DynamoDBStreamEvent): Promise<void> {
  const streams = changedStreams(Records);
  await runConcurrently(streams, atOnce, async streamId => {
    try {
      const { isOvertaken } = await settle(streamId, systemClock(), ports);
      // The write that was faster has a record of its own, in a later batch.
      if (isOvertaken) logger.info('a payment stream is left to its next record', { streamId });
    } catch (error) {
      // As into an item that has no byte left: it must not stop the batch for hours.
      if (!isRefusedForGood(error)) throw error;
      logger.error('a payment stream cannot be settled', { streamId, error });
    }
  });
  logger.info('settled payment streams', { streams: streams.length, records: Records.length });
}

async function sweep(): Promise<void> {
  const swept = await sweepDeadlines({ ...ports, timerWithinMs: sweptTimerMs }, systemClock);
  const { failures, ...counts } = swept;
  if (counts.began > 0 || counts.isCut) {
    logger.warn('settled payment streams whose deadline was late', counts);
  }
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the work itself is the next sweep's.
  throw new AppError(
    'STORE_UNAVAILABLE',
    `${failures.length} payment streams could not be settled`,
    {
      cause: failures[0],
    },
  );
}
