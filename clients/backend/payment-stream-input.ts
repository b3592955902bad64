import * as z from 'zod';
import { id, text, tokenAmount } from '../../core/change/item-field.ts';
import { readParserOf, writeParserOf } from './input-parser.ts';
import { time } from './time-input.ts';

const positionError = 'a whole number from 0 to 9007199254740991';
const position = z.int({ error: positionError }).nonnegative({ error: positionError });

const moreError = "a whole number above 0 as a string of digits, as '1000'";
const moreAmount = tokenAmount.refine(amount => amount !== '0', { error: moreError });

const onStream = {
  streamId: id,
  /** When it happened. Default: now. */
  at: time.optional(),
  /** The event of a chain that says so: it is applied once, and in the chain's order. */
  chain: z.strictObject({ ledger: position, transactionHash: id, eventIndex: position }).optional(),
};

const createdSchema = z.strictObject({
  ...onStream,
  sender: id,
  recipient: id,
  tokenAddress: text.optional(),
  ratePerSecond: tokenAmount,
  depositedAmount: tokenAmount,
  /** Default: `at`. */
  startTime: time.optional(),
});

const eitherError = 'one of them: an amount, or the total that it makes';

const toppedUpSchema = z
  .strictObject({
    ...onStream,
    amount: moreAmount.optional(),
    depositedAmount: tokenAmount.optional(),
  })
  .refine(input => (input.amount === undefined) !== (input.depositedAmount === undefined), {
    path: ['amount'],
    error: eitherError,
  });

const withdrawnSchema = z
  .strictObject({
    ...onStream,
    amount: moreAmount.optional(),
    withdrawnAmount: tokenAmount.optional(),
  })
  .refine(input => input.amount === undefined || input.withdrawnAmount === undefined, {
    path: ['amount'],
    error: eitherError,
  });

const rateChangedSchema = z.strictObject({ ...onStream, ratePerSecond: tokenAmount });
const onStreamSchema = z.strictObject(onStream);

/** A payment stream as it is created. */
export type PaymentStreamCreation = Readonly<z.input<typeof createdSchema>>;
/** What was paid in: an amount, or the total that is paid in then. */
export type PaymentStreamTopUp = Readonly<z.input<typeof toppedUpSchema>>;
/** What was paid out: an amount, or the total that is paid out then, or all that is withdrawable. */
export type PaymentStreamWithdrawal = Readonly<z.input<typeof withdrawnSchema>>;
export type PaymentStreamRate = Readonly<z.input<typeof rateChangedSchema>>;
/** Which payment stream, when, and by which event of a chain. */
export type PaymentStreamAct = Readonly<z.input<typeof onStreamSchema>>;

/** @throws MalformedItemError with everything that is wrong */
export const parseCreated = writeParserOf('PaymentStreams', createdSchema, 'streamId');
export const parseToppedUp = writeParserOf('PaymentStreams', toppedUpSchema, 'streamId');
export const parseWithdrawn = writeParserOf('PaymentStreams', withdrawnSchema, 'streamId');
export const parseRateChanged = writeParserOf('PaymentStreams', rateChangedSchema, 'streamId');
export const parseOnStream = writeParserOf('PaymentStreams', onStreamSchema, 'streamId');
/** @throws AppError INPUT_INVALID with everything that is wrong */
export const parseStreamId = readParserOf(onStreamSchema.pick({ streamId: true }));
