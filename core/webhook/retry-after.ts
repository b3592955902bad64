import { maxRetryAfterMs } from './limits.ts';

const secondsPattern = /^\d{1,10}$/;
/** The three forms of RFC 9110, section 5.6.7; the last has no zone, and means GMT. */
const zonedPattern = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;
const barePattern = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds, `maxRetryAfterMs` at most; undefined
 * when there is none or it is neither seconds nor a date. RFC 9110, section 10.2.3.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (text === undefined) return undefined;
  const waitMs = secondsPattern.test(text) ? Number(text) * 1_000 : momentOf(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs);
}

function momentOf(text: string): number {
  if (zonedPattern.test(text)) return Date.parse(text);
  return barePattern.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
