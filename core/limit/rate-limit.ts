import { Refused } from '../wire/refused.ts';
import type { RequestRate, RequestRates } from './request-rates.ts';

/** What one user may ask, over all routes that have no rate of their own. */
export const requestRate: RequestRate = { name: 'requests', limit: 100, windowMs: 10_000 };

/** Tokens and sessions that one user may be given. */
export const credentialRate: RequestRate = { name: 'credentials', limit: 10, windowMs: 60_000 };

/** Requests of one address whose credentials are refused. A valid token is never held against it. */
export const refusalRate: RequestRate = { name: 'refusals', limit: 100, windowMs: 10_000 };

/** Requests of one address for the public keys of webhooks, which anyone may make. */
export const publicKeyRate: RequestRate = { name: 'public keys', limit: 100, windowMs: 10_000 };

/** Counts the request, and is the refusal of it when the holder has used up the window. */
export async function rateRefusal(
  rates: RequestRates,
  rate: RequestRate,
  holder: string,
): Promise<Refused | undefined> {
  const verdict = await rates.take(rate, holder);
  if (verdict.kind === 'within') return undefined;
  const { name, limit, windowMs } = rate;
  const detail = `received more than ${limit} ${name} in ${windowMs / 1_000} s; expected a pause`;
  return new Refused('RATE_LIMITED', detail, { afterSec: verdict.retryAfterSec });
}

/** Refuses with RATE_LIMITED when the holder has used up the window. */
export async function limitRate(
  rates: RequestRates,
  rate: RequestRate,
  holder: string,
): Promise<void> {
  const refusal = await rateRefusal(rates, rate, holder);
  if (refusal !== undefined) throw refusal;
}
