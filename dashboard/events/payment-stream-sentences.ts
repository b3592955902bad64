import { dayAndTime } from '../parts/format.ts';
import { tokenAmount } from '../parts/token-amount.ts';
import type { Sentences } from './reading.ts';

const amount = (value: string | undefined): string =>
  value === undefined ? 'an unknown amount' : tokenAmount(value);

/** Of what happens to payment streams. Amounts are of the smallest unit: how many decimals a token has nobody says. */
export const paymentStreamSentences = {
  'stream.created': ({ sender, recipient, ratePerSecond, depositedAmount }) =>
    `${sender} pays ${recipient} ${amount(ratePerSecond)} a second, of ${amount(depositedAmount)}`,
  'stream.topped_up': ({ sender, added, streamId }) =>
    `${sender} adds ${amount(added)} to the payment stream ${streamId}`,
  'stream.withdrawn': ({ recipient, withdrawn, streamId }) =>
    `${recipient} withdraws ${amount(withdrawn)} from the payment stream ${streamId}`,
  'stream.cancelled': ({ streamId, sender, refunded }) =>
    `the payment stream ${streamId} is cancelled${refunded ? `, ${amount(refunded)} go back to ${sender}` : ''}`,
  'stream.completed': ({ streamId, withdrawnAmount }) =>
    `the payment stream ${streamId} is completed, ${amount(withdrawnAmount)} were paid out`,
  'stream.paused': ({ streamId }) => `the payment stream ${streamId} is paused`,
  'stream.resumed': ({ streamId, ratePerSecond }) =>
    `the payment stream ${streamId} goes on, ${amount(ratePerSecond)} a second`,
  'stream.rate_changed': ({ streamId, ratePerSecond }) =>
    `the payment stream ${streamId} pays ${amount(ratePerSecond)} a second now`,
  'stream.depleting': ({ streamId, depletesAt }) =>
    `the deposit of the payment stream ${streamId} will be used up${depletesAt === undefined ? '' : ` on ${dayAndTime(depletesAt)}`}`,
  'stream.depleted': ({ streamId }) => `the deposit of the payment stream ${streamId} is used up`,
} satisfies Partial<Sentences>;
