import * as z from 'zod';
import { isTokenAmount, paymentStreamStatuses } from '../payment-stream.ts';
import { nextSchema, pageFields } from './page.ts';
import { repeated } from './repeated.ts';
import { wholeNumber } from './whole-number.ts';

const amountExpected =
  'expected a whole number of 0 or more as a string of digits, such as "1000", of at most 128 bits with its sign';
const amountSchema = z
  .string(amountExpected)
  .regex(/^(0|[1-9]\d{0,38})$/, amountExpected)
  .refine(isTokenAmount, amountExpected);

const newIdExpected = 'expected 1 to 256 printable ASCII characters without spaces';
const idExpected = 'expected the id of a payment stream, of 1 to 256 characters';
const idSchema = z.string(idExpected).min(1, idExpected).max(256, idExpected);

/** As a token has them: its `sub`, or one of its `addresses`. */
const nameExpected = 'expected the name of a user, of 1 to 128 characters';
const nameSchema = z.string(nameExpected).min(1, nameExpected).max(128, nameExpected);

/** The end of what a Date can hold, in years of four digits. */
const maxMs = 253_402_300_799_999;
const startExpected = `expected milliseconds since the Unix epoch, from 0 to ${maxMs}`;

/** What a payment stream is created with. */
export const newPaymentStreamSchema = z
  .strictObject({
    streamId: z
      .string(newIdExpected)
      .regex(/^[\x21-\x7e]{1,256}$/, newIdExpected)
      .optional()
      .describe('By which the request can be repeated; made here when absent'),
    sender: nameSchema.describe('Who pays'),
    recipient: nameSchema.describe('Who is paid; another than the sender'),
    tokenAddress: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('What is paid in, as its chain has it'),
    ratePerSecond: amountSchema.describe('In the smallest unit of the token'),
    depositedAmount: amountSchema.describe('In the smallest unit of the token'),
    startTime: z
      .int(startExpected)
      .min(0, startExpected)
      .max(maxMs, startExpected)
      .optional()
      .describe('Nothing accrues before; now when absent'),
  })
  .refine(({ sender, recipient }) => sender !== recipient, {
    path: ['recipient'],
    error: 'expected another than the sender',
  })
  .meta({
    id: 'NewPaymentStream',
    example: {
      streamId: '42',
      sender: 'gallobets',
      recipient: 'bea',
      ratePerSecond: '3',
      depositedAmount: '259200',
    },
  });

/** The body of `POST /streams`. */
export type NewPaymentStream = Readonly<z.infer<typeof newPaymentStreamSchema>>;

const streamExample = {
  streamId: '42',
  sender: 'gallobets',
  recipient: 'bea',
  ratePerSecond: '3',
  depositedAmount: '259200',
  withdrawnAmount: '0',
  startTime: 1_795_262_400_000,
  status: 'active',
  depletesAt: 1_795_348_800_000,
  accrued: '180',
  withdrawable: '180',
  uncovered: '0',
} as const;

const paymentStreamSchema = z
  .strictObject({
    streamId: z.string(),
    sender: z.string(),
    recipient: z.string(),
    tokenAddress: z.string().optional(),
    ratePerSecond: z.string(),
    depositedAmount: z.string().describe('All that was ever paid in'),
    withdrawnAmount: z.string().describe('All that was ever paid out'),
    startTime: z.int().optional().describe('Nothing accrues before'),
    snapshotAmount: z
      .string()
      .optional()
      .describe('What was owed when rate or status changed last; absent: 0'),
    snapshotTime: z.int().optional().describe('When that was; absent: `startTime`'),
    status: z.enum(paymentStreamStatuses),
    depletesAt: z
      .int()
      .optional()
      .describe('When the deposit is used up, or was; absent where that does not come'),
    accrued: z
      .string()
      .describe('Earned by `at`, paid out or not, as far as the deposit covers it'),
    withdrawable: z.string().describe('What of it is not yet paid out'),
    uncovered: z.string().describe('What is owed beyond the deposit'),
  })
  .meta({
    id: 'PaymentStream',
    description: 'Amounts are whole numbers of the token’s smallest unit, as strings of digits',
    example: streamExample,
  });

/** A payment stream as its sides and staff see it, with what had accrued at a moment. */
export type PaymentStream = Readonly<z.infer<typeof paymentStreamSchema>>;

const atSchema = z.int().describe('The server’s clock: as of when the amounts have accrued');
const exampleAt = 1_795_262_460_000;

/** One payment stream. */
export const paymentStreamAnswerSchema = z
  .strictObject({ at: atSchema, stream: paymentStreamSchema })
  .meta({ id: 'PaymentStreamAnswer', example: { at: exampleAt, stream: streamExample } });

/** The answer of `GET /streams/{id}` and of `POST /streams`. */
export type PaymentStreamAnswer = Readonly<z.infer<typeof paymentStreamAnswerSchema>>;

export const paymentStreamPathSchema = z.object({
  id: idSchema.describe('The payment stream’s `streamId`'),
});

/** No item is read beside those of a page: DynamoDB gives a hundred by one request. */
const maxStreams = 100;

/** Which payment streams. Not strict: beside it may stand `token`. */
export const paymentStreamsQuerySchema = z.object({
  user: nameSchema
    .optional()
    .describe('Whose: sender or recipient; one of one’s own names, of staff anyone’s'),
  status: z
    .enum(paymentStreamStatuses, `expected one of ${paymentStreamStatuses.join(', ')}`)
    .optional()
    .describe('Only in this status'),
  streams: repeated(idSchema, maxStreams, 'ids of payment streams')
    .optional()
    .describe('Only these, one parameter for each; what is not the caller’s is left out'),
  limit: wholeNumber(1, maxStreams).default(maxStreams).describe('How many at most'),
  next: nextSchema.optional().describe('`next` of the page before, unchanged'),
});

/** The query of `GET /streams`. */
export type PaymentStreamsQuery = Readonly<z.infer<typeof paymentStreamsQuerySchema>>;

/** A page of payment streams, by their ids. */
export const paymentStreamListSchema = z
  .strictObject({
    at: atSchema,
    streams: z
      .array(paymentStreamSchema)
      .describe('Perhaps fewer than asked for, even where there are more: look at `next`'),
    ...pageFields,
  })
  .meta({ id: 'PaymentStreamList', example: { at: exampleAt, streams: [streamExample] } });

/** The answer of `GET /streams`. */
export type PaymentStreamList = Readonly<z.infer<typeof paymentStreamListSchema>>;
