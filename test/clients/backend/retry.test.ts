import {
  type Attempt,
  again,
  defaultRetryPolicy,
  withRetries,
} from '../../../clients/backend/retry.ts';

const policy = { ...defaultRetryPolicy, pause: async () => undefined };

function failure(name: string, more: object = {}): Error {
  return Object.assign(new Error(name), { name, ...more });
}

const cancelled = (...codes: readonly string[]) =>
  failure('TransactionCanceledException', {
    CancellationReasons: codes.map(Code => ({ Code })),
  });

test.each([
  ['throttling of a table', failure('ProvisionedThroughputExceededException')],
  ['throttling of the API', failure('ThrottlingException')],
  ['throttling of the account', failure('RequestLimitExceeded')],
  ['a failure of the service', failure('InternalServerError')],
  ['status 503 of whatever name', failure('Unknown', { $metadata: { httpStatusCode: 503 } })],
  ['an attempt that took too long', failure('TimeoutError')],
  ['an attempt that was given up', failure('AbortError')],
  ['a connection that broke', failure('Error', { code: 'ECONNRESET' })],
  ['no connection', failure('Error', { code: 'ECONNREFUSED' })],
  ['a name that cannot be looked up now', failure('Error', { code: 'EAI_AGAIN' })],
  ['an answer whose head is late', failure('Error', { code: 'UND_ERR_HEADERS_TIMEOUT' })],
  ['an item that a transaction holds', failure('TransactionConflictException')],
  ['transactions that met', cancelled('None', 'TransactionConflict')],
  ['a transaction that is throttled', cancelled('ThrottlingError', 'None')],
])('%s passes: it is tried again', async (_title, error) => {
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    if (attempts === 1) throw error;
    return 'written';
  };
  expect(await withRetries(policy, attempt)).toBe('written');
});

test.each([
  ['no permission', failure('AccessDeniedException', { $metadata: { httpStatusCode: 400 } })],
  ['no such table', failure('ResourceNotFoundException')],
  ['a request that is wrong', failure('ValidationException')],
  ['a transaction that can never be', cancelled('TransactionConflict', 'ValidationError')],
  ['a transaction without its reasons', failure('TransactionCanceledException')],
  ['a mistake in the code', new TypeError('undefined is not a function')],
  ['what is no error', 'gone'],
])('%s does not: it is thrown as it is', async (_title, error) => {
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    throw error;
  };
  await expect(withRetries(policy, attempt)).rejects.toBe(error);
  expect(attempts).toBe(1);
});

test('the last attempt may still succeed; after it there is none', async () => {
  let attempts = 0;
  const attempt = async ({ made }: Attempt) => {
    attempts += 1;
    return made === 7 ? 'written' : again;
  };
  expect(await withRetries(policy, attempt)).toBe('written');
  await expect(withRetries({ ...policy, maxAttempts: 7 }, attempt)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: 'DynamoDB did not take a write in 7 attempts',
  });
  expect(attempts).toBe(15);
});

test('the pauses double up to the longest, each anything up to its bound', async () => {
  const pauses: number[] = [];
  const noted = { ...policy, maxAttempts: 9, pause: async (ms: number) => void pauses.push(ms) };
  const ending = async (random: () => number) =>
    await withRetries({ ...noted, random }, async () => again).catch(() => pauses.splice(0));
  expect(await ending(() => 1)).toEqual([50, 100, 200, 400, 800, 1_600, 3_000, 3_000]);
  expect(await ending(() => 0.5)).toEqual([25, 50, 100, 200, 400, 800, 1_500, 1_500]);
});
