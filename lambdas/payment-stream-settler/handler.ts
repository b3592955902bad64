import * as z from 'zod';
import { systemClock } from '../../core/clock.ts';
import { overtaken, promptTimerMs, settle } from '../../core/payment-stream/settle.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createDeadlinesTable } from '../adapters/payment-streams/deadlines-table.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('payment-stream-settler');
const deadlines = createDeadlinesTable(createDocumentClient(), config);

const timerSchema = z.object({ streamId: z.string().min(1), dueAt: z.iso.datetime() });

/** What the state machine waits for next, if there is something close by. */
type NextTimer = z.infer<typeof timerSchema> | { readonly streamId: string };

/** At a payment stream's deadline; a throw makes the state machine try again. */
export async function handler(event: unknown): Promise<NextTimer> {
  const { streamId, dueAt } = timerSchema.parse(event);
  // The state machine has waited for that moment: a clock that is behind does not undo it.
  const nowMs = Math.max(systemClock(), Date.parse(dueAt));
  const { began, timerAtMs, isOvertaken } = await settle(streamId, nowMs, {
    deadlines,
    noticeMs: config.depletionNoticeSeconds * 1_000,
    timerWithinMs: promptTimerMs,
    // The state machine itself is the timer, by the answer.
    startTimer: async () => undefined,
  });
  if (isOvertaken) throw overtaken(streamId);
  logger.info('settled a payment stream at its deadline', { streamId, dueAt, began });
  return timerAtMs === undefined
    ? { streamId }
    : { streamId, dueAt: new Date(timerAtMs).toISOString() };
}
