import * as z from 'zod';
import { isTokenAmount, paymentStreamStatuses } from '../payment-stream.ts';
import { id, surprise, timeMs } from './field.ts';

/** A whole number of a token's smallest unit, as a string of digits. */
export const tokenAmount = z.string().refine(isTokenAmount);

/** What every event of a payment stream says: which, and between whom. */
const stream = { ...surprise, streamId: id, sender: id, recipient: id };

const terms = {
  snapshotAmount: tokenAmount.optional(),
  snapshotTime: timeMs.optional(),
  ratePerSecond: tokenAmount,
};

/** The payloads at home on `payment-streams`. */
export const paymentStreamPayloads = {
  'stream.created': z.looseObject({
    ...stream,
    tokenAddress: z.string().optional(),
    ratePerSecond: tokenAmount,
    depositedAmount: tokenAmount,
    startTime: timeMs.optional(),
    status: z.enum(paymentStreamStatuses),
  }),
  'stream.topped_up': z.looseObject({
    ...stream,
    added: tokenAmount,
    depositedAmount: tokenAmount,
  }),
  'stream.withdrawn': z.looseObject({
    ...stream,
    withdrawn: tokenAmount,
    withdrawnAmount: tokenAmount,
  }),
  'stream.cancelled': z.looseObject({ ...stream, refunded: tokenAmount.optional() }),
  'stream.completed': z.looseObject({ ...stream, withdrawnAmount: tokenAmount }),
  'stream.paused': z.looseObject({ ...stream, ...terms }),
  'stream.resumed': z.looseObject({ ...stream, ...terms }),
  'stream.rate_changed': z.looseObject({ ...stream, ...terms }),
  'stream.depleting': z.looseObject({ ...stream, depletesAt: timeMs.optional() }),
  'stream.depleted': z.looseObject({ ...stream, depletesAt: timeMs.optional() }),
} as const;
