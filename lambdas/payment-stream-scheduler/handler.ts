import { systemClock } from '../../core/clock.ts';
import { promptTimerMs, type SettlePorts, settle } from '../../core/payment-stream/settle.ts';
import { sweepDeadlines, sweptTimerMs } from '../../core/payment-stream/sweep-deadlines.ts';
import { createDeadlineScheduler } from '../adapters/deadlines/deadline-scheduler.ts';
import { createStartTimer } from '../adapters/deadlines/start-timer.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createDeadlinesTable } from '../adapters/payment-streams/deadlines-table.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { changedStreams } from './changed-streams.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('payment-stream-scheduler');
const meter = createMeter(logger);
const ports: SettlePorts = {
  deadlines: createDeadlinesTable(createDocumentClient(), config),
  meter,
  startTimer: createStartTimer(config.deadlineStateMachineArn, 'streamId'),
  noticeMs: config.depletionNoticeSeconds * 1_000,
  timerWithinMs: promptTimerMs,
};

/** A batch of the PaymentStreams stream, or that a minute has passed. */
export const handler = createDeadlineScheduler({
  logger,
  meter,
  noun: 'payment stream',
  changedIds: changedStreams,
  settle: (streamId, nowMs) => settle(streamId, nowMs, ports),
  sweep: () => sweepDeadlines({ ...ports, timerWithinMs: sweptTimerMs }, systemClock),
});
