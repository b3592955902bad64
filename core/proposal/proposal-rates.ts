import type { RequestRate, RequestRates } from '../limit/request-rates.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * What one user may ask, over all sockets, one after the other or at once. Each proposal and each
 * end of one is reported to somebody else, so that it must not be cheap to make thousands. Thrice the cap
 * in a minute: whoever answers as fast as people do never meets it.
 */
export const creationRate: RequestRate = { name: 'proposals', limit: 60, windowMs: 60_000 };

/** On its own, so that what was made can always be taken back. */
export const cancellationRate: RequestRate = {
  name: 'cancellations',
  limit: 60,
  windowMs: 60_000,
};

/** Counts the request; its refusal when the user has used up the window. */
export async function rateRefusal(
  rate: RequestRate,
  userId: string,
  { rates }: { readonly rates: RequestRates },
): Promise<Refusal | undefined> {
  const verdict = await rates.take(rate, userId);
  if (verdict.kind === 'within') return undefined;
  const { name, limit, windowMs } = rate;
  const message = `received more than ${limit} ${name} in ${windowMs / 1_000} s from you; expected fewer`;
  return { ...refuse('RATE_LIMITED', message), retryAfterMs: verdict.retryAfterSec * 1_000 };
}
