import { promptTimerMs, type SettlePorts, settle } from '../../core/payment-stream/settle.ts';
import { createDeadlineSettler } from '../adapters/deadlines/deadline-settler.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createDeadlinesTable } from '../adapters/payment-streams/deadlines-table.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('payment-stream-settler');
const meter = createMeter(logger);
const ports: SettlePorts = {
  deadlines: createDeadlinesTable(createDocumentClient(), config),
  meter,
  noticeMs: config.depletionNoticeSeconds * 1_000,
  timerWithinMs: promptTimerMs,
  // The state machine itself is the timer, by the answer.
  startTimer: async () => undefined,
};

/** At a payment stream's deadline. */
export const handler = createDeadlineSettler({
  logger,
  meter,
  noun: 'payment stream',
  idName: 'streamId',
  settle: (streamId, nowMs) => settle(streamId, nowMs, ports),
});
