import type { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod';
import { systemClock } from '../../../core/clock.ts';
import { overtaken, type Settled } from '../../../core/deadline/settle-deadline.ts';
import type { Meter } from '../../../core/metrics/meter.ts';

/** What a settler of one kind of deadline does, and what it calls it. */
export interface DeadlineSettlerProps {
  readonly logger: Pick<Logger, 'info'>;
  readonly meter: Pick<Meter, 'flush'>;
  /** What a subject is called in a message. */
  readonly noun: string;
  /** What a timer calls its id. */
  readonly idName: string;
  readonly settle: (id: string, nowMs: number) => Promise<Settled<unknown>>;
}

const dueAtSchema = z.object({ dueAt: z.iso.datetime() });

/**
 * Settles at a deadline; a throw makes the state machine try again. The answer is what the state
 * machine waits for next: with `dueAt`, if there is something close by.
 */
export function createDeadlineSettler({
  logger,
  meter,
  noun,
  idName,
  settle,
}: DeadlineSettlerProps): (event: unknown) => Promise<Readonly<Record<string, string>>> {
  const idSchema = z.object({ [idName]: z.string().min(1) });
  return async event => {
    const { dueAt } = dueAtSchema.parse(event);
    const id = String(idSchema.parse(event)[idName]);
    // The state machine has waited for that moment: a clock that is behind does not undo it.
    const nowMs = Math.max(systemClock(), Date.parse(dueAt));
    const { began, timerAtMs, isOvertaken } = await settle(id, nowMs).finally(() => meter.flush());
    if (isOvertaken) throw overtaken(noun, id);
    logger.info('settled a deadline', { noun, id, dueAt, began });
    return {
      [idName]: id,
      ...(timerAtMs !== undefined && { dueAt: new Date(timerAtMs).toISOString() }),
    };
  };
}
