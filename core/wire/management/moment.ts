import * as z from 'zod';

const momentExpectation =
  'expected milliseconds since the Unix epoch, or a time such as 2026-11-21T10:15:00Z';

/** The end of what a Date can hold, in years of four digits. */
const maxMs = 253_402_300_799_999;

/** A moment as a query carries it: milliseconds since the Unix epoch, or ISO 8601 with a zone. */
export const momentSchema = z
  .string()
  .max(40, momentExpectation)
  .transform(text => (/^\d{1,15}$/.test(text) ? Number(text) : isoMs(text)))
  .refine(ms => ms <= maxMs, momentExpectation);

function isoMs(text: string): number {
  return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : Number.NaN;
}
