import {
  type BatchWriteItemCommand,
  type DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  createPublisher,
  type Publisher,
  type PublisherOptions,
} from '../../../clients/backend/index.ts';
import { createDocumentClient } from '../../../lambdas/adapters/dynamodb/document-client.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
});
afterAll(() => tables.stop());

/** The fault of a call: none, a failure before it, or a failure after it took effect. */
type Fault = 'none' | 'unprocessed' | { readonly before: Error } | { readonly after: Error };

/**
 * A publisher on the real engine whose calls get those faults, in order. An `unprocessed` batch
 * returns its last half as unprocessed.
 */
function faultyPublisher(faults: readonly Fault[], options: Partial<PublisherOptions> = {}) {
  const calls: string[] = [];
  const tokens: (string | undefined)[] = [];
  const atOnce: number[] = [];
  let underWay = 0;
  const pauses: number[] = [];
  const left = [...faults];
  const client = createDocumentClient({
    endpoint: tables.engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const { middlewareStack } = client as unknown as DynamoDBClient;
  middlewareStack.add(
    next => async args => {
      underWay += 1;
      atOnce.push(underWay);
      return await next(args).finally(() => {
        underWay -= 1;
      });
    },
    { step: 'initialize', priority: 'high' },
  );
  middlewareStack.add(
    (next, context) => async args => {
      calls.push(context.commandName ?? '');
      tokens.push((args.input as TransactWriteItemsCommandInput).ClientRequestToken);
      const fault = left.shift() ?? 'none';
      if (fault === 'none') return await next(args);
      if (fault === 'unprocessed') return await halfOfBatch(next, args);
      if ('before' in fault) throw fault.before;
      await next(args);
      throw fault.after;
    },
    { step: 'initialize' },
  );
  const publisher = createPublisher({
    client,
    tables: tables.tables,
    ...options,
    retry: { random: () => 0.5, pause: async ms => pauses.push(ms) },
  });
  return { publisher, calls, tokens, atOnce, pauses };
}

// biome-ignore lint/suspicious/noExplicitAny: the middleware of any command
async function halfOfBatch(next: (args: any) => Promise<any>, args: any): Promise<any> {
  const { RequestItems } = args.input as BatchWriteItemCommand['input'];
  const [[table = '', requests = []] = []] = Object.entries(RequestItems ?? {});
  const middle = Math.ceil(requests.length / 2);
  const input = { RequestItems: { [table]: requests.slice(0, middle) } };
  const { output, ...rest } = await next({ ...args, input });
  const UnprocessedItems = { [table]: requests.slice(middle) };
  return { ...rest, output: { ...output, UnprocessedItems } };
}

const metadata = { $metadata: {}, message: 'x' };
const throttled = () => new ProvisionedThroughputExceededException(metadata);
const broken = () => new InternalServerError(metadata);
const notify = (publisher: Publisher, count: number) =>
  Array.from({ length: count }, (_, at) =>
    publisher.messages.notification('ana', { title: `n${at}` }),
  );

beforeEach(async () => {
  await tables.changes();
});

test('sixty events go out in batches of 25, and each arrives once', async () => {
  const { publisher, calls } = faultyPublisher([]);
  const results = await Promise.all(notify(publisher, 60));
  expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
  expect(calls).toEqual(Array(3).fill('BatchWriteItemCommand'));
  const titles = (await tables.received()).map(([, { title }]) => title);
  expect(titles.toSorted()).toEqual(Array.from({ length: 60 }, (_, at) => `n${at}`).toSorted());
});

test('what a batch leaves undone is tried again, and only that', async () => {
  const { publisher, calls, pauses } = faultyPublisher(['unprocessed', 'unprocessed']);
  await Promise.all(notify(publisher, 8));
  expect(calls).toHaveLength(3);
  expect(pauses).toEqual([25, 50]);
  expect(await tables.received()).toHaveLength(8);
});

test('pauses double up to their bound, with full jitter', async () => {
  const faults: Fault[] = Array.from({ length: 7 }, () => ({ before: throttled() }));
  const { publisher, pauses } = faultyPublisher(faults);
  expect(await publisher.fights.created({ fightId: 'q1' })).toMatchObject({ outcome: 'written' });
  expect(pauses).toEqual([25, 50, 100, 200, 400, 800, 1_500]);
});

test('after eight attempts it is an error of the store, for each write of a batch', async () => {
  const faults: Fault[] = Array.from({ length: 20 }, () => ({ before: throttled() }));
  const { publisher, calls } = faultyPublisher(faults);
  const results = await Promise.allSettled(notify(publisher, 2));
  expect(calls).toHaveLength(8);
  for (const result of results) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'STORE_UNAVAILABLE',
        message:
          'DynamoDB did not take a write in 8 attempts; the last one failed with ProvisionedThroughputExceededException',
      },
    });
  }
});

test('of a batch that stays half undone, the half that was written is', async () => {
  const faults: Fault[] = ['unprocessed', ...Array(7).fill({ before: throttled() })];
  const { publisher } = faultyPublisher(faults);
  const results = await Promise.allSettled(notify(publisher, 4));
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
});

test('what will not pass is not tried again', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const { publisher, calls } = faultyPublisher([{ before: denied }]);
  await expect(publisher.fights.opened('q2')).rejects.toBe(denied);
  expect(calls).toHaveLength(1);
});

test('an item that DynamoDB refuses fails alone, not with its batch', async () => {
  const { publisher } = faultyPublisher([]);
  const huge = { fightId: 'q3', status: 'upcoming', notes: 'x'.repeat(500_000) };
  const results = await Promise.allSettled([
    publisher.put('Fights', huge),
    publisher.put('Fights', { fightId: 'q4', status: 'upcoming' }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await tables.received()).toMatchObject([['FIGHT_CREATED', { fightId: 'q4' }]]);
});

test('a batch that is sent again one by one takes no more requests at once than may be', async () => {
  const wrong = Object.assign(new Error('one is too large'), { name: 'ValidationException' });
  const { publisher, calls, atOnce } = faultyPublisher([{ before: wrong }, { before: wrong }], {
    maxRequests: 2,
  });
  const results = await Promise.all(notify(publisher, 50));
  expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
  expect(calls.filter(name => name === 'PutItemCommand')).toHaveLength(50);
  expect(Math.max(...atOnce)).toBe(2);
});

test.each([
  ['a creation', (p: Publisher) => p.fights.created({ fightId: 'q5' })],
  ['a change', (p: Publisher) => p.fights.opened('q5')],
  ['a pair of changes', (p: Publisher) => p.bets.matched({ betId: 'q6', matchedBetId: 'q7' })],
  ['a keyed event', (p: Publisher) => p.send({ ...odds, idempotencyKey: 'q8' })],
])('%s whose answer was lost is written, once', async (_title, act) => {
  const { publisher, calls } = faultyPublisher([{ after: broken() }]);
  expect(await act(publisher)).toMatchObject({ outcome: 'written' });
  expect(calls).toHaveLength(2);
});

const odds = { type: 'ODDS_UPDATE', channel: 'bets', data: {} } as const;

test('a pair of changes is repeated under its token, and each pair has one of its own', async () => {
  const setting = tables.publisher();
  for (const betId of ['q13', 'q14', 'q15', 'q16']) await setting.bets.placed({ ...bet, betId });
  const { publisher, tokens } = faultyPublisher([{ before: throttled() }, { after: broken() }]);
  await publisher.bets.matched({ betId: 'q13', matchedBetId: 'q14' });
  await publisher.bets.matched({ betId: 'q15', matchedBetId: 'q16' });
  const [first, , , other] = tokens;
  expect(tokens).toEqual([first, first, first, other]);
  expect([first, other]).toEqual([expect.any(String), expect.any(String)]);
  expect(other).not.toBe(first);
});

test('transactions that conflict are tried again', async () => {
  const met = Object.assign(new Error('met'), {
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });
  const { publisher, calls } = faultyPublisher(['none', 'none', { before: met }]);
  await publisher.bets.placed({ ...bet, betId: 'q9' });
  await publisher.bets.placed({ ...bet, betId: 'q10' });
  expect(await publisher.bets.matched({ betId: 'q9', matchedBetId: 'q10' })).toEqual({
    outcome: 'written',
    id: 'q9',
  });
  expect(calls).toHaveLength(4);
});

const bet = { fightId: 'f', userId: 'ana', side: 'red', amount: 5 } as const;

beforeAll(async () => {
  const publisher = tables.publisher();
  await publisher.bets.placed({ ...bet, betId: 'q6' });
  await publisher.bets.placed({ ...bet, betId: 'q7' });
});

test('a publisher that made its client itself closes it, and a given one it leaves open', async () => {
  const own = createPublisher({
    client: {
      endpoint: tables.engine.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    tables: tables.tables,
  });
  await own.fights.created({ fightId: 'q11' });
  await own.close();
  await expect(own.fights.created({ fightId: 'q12' })).rejects.toMatchObject({
    code: 'PUBLISHER_CLOSED',
  });
  await tables.publisher().close();
  expect(tables.engine.client).toBeInstanceOf(DynamoDBDocumentClient);
  expect(await tables.item('Fights', 'q11')).toMatchObject({ status: 'upcoming' });
});
