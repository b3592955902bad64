import * as z from 'zod';

const timeError = 'a Date, or an ISO 8601 time with its zone, as 2026-11-21T20:00:00Z';

/** A moment, read as ISO 8601 with milliseconds, which is how we write it. */
export const time = z
  .union([z.date(), z.iso.datetime({ offset: true, error: timeError })], { error: timeError })
  .transform(value => new Date(value).toISOString());
