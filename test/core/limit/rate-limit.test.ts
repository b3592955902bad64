import {
  credentialRate,
  publicKeyRate,
  rateRefusal,
  refusalRate,
  requestRate,
} from '../../../core/limit/rate-limit.ts';

test.each([
  [requestRate, 'received more than 100 requests in 10 s; expected a pause'],
  [credentialRate, 'received more than 10 credentials in 60 s; expected a pause'],
  [publicKeyRate, 'received more than 100 public keys in 10 s; expected a pause'],
  [refusalRate, 'received more than 100 refusals in 10 s; expected a pause'],
])(
  'whoever is beyond %j is refused with what was too much, and when to come back',
  async (rate, detail) => {
    const full = { take: async () => ({ kind: 'exceeded', retryAfterSec: 7 }) as const };
    const refusal = await rateRefusal(full, rate, 'ana');
    expect(refusal).toMatchObject({
      problem: { status: 429, code: 'RATE_LIMITED', detail },
      hints: { afterSec: 7 },
    });
  },
);
