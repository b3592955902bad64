import {
  newPaymentStreamSchema,
  paymentStreamsQuerySchema,
} from '../../../../core/wire/management/payment-streams.ts';

const asked = {
  sender: 'house',
  recipient: 'bea',
  ratePerSecond: '3',
  depositedAmount: '259200',
};

test.each([
  ['what must be there', {}],
  ['an id and a token', { streamId: '42', tokenAddress: 'CUSD' }],
  ['the largest amount', { depositedAmount: '170141183460469231731687303715884105727' }],
  ['no deposit yet', { depositedAmount: '0' }],
  ['a start', { startTime: 1_795_262_400_000 }],
])('a payment stream is created with %s', (_title, more) => {
  expect(newPaymentStreamSchema.safeParse({ ...asked, ...more }).success).toBe(true);
});

const amountExpected =
  'expected a whole number of 0 or more as a string of digits, such as "1000", of at most 128 bits with its sign';

test.each([
  ['a number', { ratePerSecond: 3 }, amountExpected],
  ['nothing', { ratePerSecond: undefined }, amountExpected],
  ['an empty text', { ratePerSecond: '' }, amountExpected],
  ['a negative amount', { ratePerSecond: '-3' }, amountExpected],
  ['a fraction', { depositedAmount: '3.5' }, amountExpected],
  ['an exponent', { depositedAmount: '1e9' }, amountExpected],
  ['a leading zero', { depositedAmount: '03' }, amountExpected],
  ['spaces', { depositedAmount: ' 3' }, amountExpected],
  ['digits of another script', { depositedAmount: '٣' }, amountExpected],
  [
    'more than 128 bits',
    { depositedAmount: '170141183460469231731687303715884105728' },
    amountExpected,
  ],
  ['both sides the same', { sender: 'bea' }, 'expected another than the sender'],
  ['no sender', { sender: '' }, 'expected the name of a user, of 1 to 128 characters'],
  [
    'an id with a space',
    { streamId: 'a b' },
    'expected 1 to 256 printable ASCII characters without spaces',
  ],
  [
    'a start that is a text',
    { startTime: '2026-11-21T12:00:00Z' },
    'expected milliseconds since the Unix epoch, from 0 to 253402300799999',
  ],
  [
    'a start before 1970',
    { startTime: -1 },
    'expected milliseconds since the Unix epoch, from 0 to 253402300799999',
  ],
  [
    'a start after the year 9999',
    { startTime: 253_402_300_800_000 },
    'expected milliseconds since the Unix epoch, from 0 to 253402300799999',
  ],
])('%s is refused, with what was expected', (_title, more, expected) => {
  const { error } = newPaymentStreamSchema.safeParse({ ...asked, ...more });
  expect([...new Set(error?.issues.map(({ message }) => message))]).toEqual([expected]);
});

test('what is unknown is refused', () => {
  expect(newPaymentStreamSchema.safeParse({ ...asked, status: 'completed' }).success).toBe(false);
});

test('a query names payment streams once or many times', () => {
  const streamsOf = (streams: unknown) =>
    paymentStreamsQuerySchema.safeParse({ streams }).data?.streams;
  expect(streamsOf('1')).toEqual(['1']);
  expect(streamsOf(['1', '2'])).toEqual(['1', '2']);
  expect(streamsOf(undefined)).toBeUndefined();
  expect(streamsOf(Array(100).fill('1'))).toHaveLength(100);
});

test.each([
  ['too many payment streams', { streams: Array(101).fill('1') }],
  ['one without a name', { streams: ['1', ''] }],
  ['one of too long a name', { streams: 'x'.repeat(257) }],
  ['a user without a name', { user: '' }],
  ['a user of too long a name', { user: 'x'.repeat(129) }],
  ['an unknown status', { status: 'depleted' }],
  ['too many at once', { limit: '101' }],
])('a query for %s is refused', (_title, query) => {
  expect(paymentStreamsQuerySchema.safeParse(query).success).toBe(false);
});
