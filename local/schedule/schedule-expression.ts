import { CronExpressionParser } from 'cron-parser';

/** Gives the next time, in milliseconds since the epoch, strictly after `afterMs`. */
export type Schedule = (afterMs: number) => number;

const longUnitMs: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
};

function rateSchedule(text: string, startMs: number, minuteMs: number): Schedule | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  const unitMs = unit === 'minute' ? minuteMs : longUnitMs[unit ?? ''];
  const intervalMs = Number(count) * (unitMs ?? Number.NaN);
  if (!(intervalMs > 0)) return undefined;
  return afterMs => {
    const passed = Math.max(0, Math.floor((afterMs - startMs) / intervalMs));
    return startMs + (passed + 1) * intervalMs;
  };
}

/** EventBridge counts the days of the week from 1 (Sunday), cron from 0. */
const shiftWeekday = (field: string): string =>
  field.replace(/(^|[,-])([1-7])(?=$|[,\-L#])/g, (_, before, day) => `${before}${Number(day) - 1}`);

function cronSchedule(text: string): Schedule | undefined {
  const fields = /^cron\((.+)\)$/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || year !== '*' || dayOfWeek === undefined) return undefined;
  const expression = [minute, hour, dayOfMonth, month, shiftWeekday(dayOfWeek)].join(' ');
  const next = (afterMs: number): number =>
    CronExpressionParser.parse(expression, { currentDate: new Date(afterMs), tz: 'UTC' })
      .next()
      .getTime();
  try {
    next(0);
  } catch {
    return undefined;
  }
  return next;
}

/**
 * Reads a ScheduleExpression of a rule
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html). A rate counts
 * from `startMs`; cron is UTC.
 *
 * @param minuteMs what a minute of a rate lasts
 * @throws Error on any other text, or a cron expression that names years.
 */
export function parseSchedule(text: string, startMs: number, minuteMs = 60_000): Schedule {
  const schedule = rateSchedule(text, startMs, minuteMs) ?? cronSchedule(text);
  if (schedule === undefined) {
    throw new Error(
      `ScheduleExpression: expected rate(<n> minutes|hours|days) or cron(<six fields, year *>), received ${JSON.stringify(text)}`,
    );
  }
  return schedule;
}
