import { LogStore } from '../../../../local/resources/logs/log-store.ts';
import { LogsService } from '../../../../local/resources/logs/logs-service.ts';

const place = { region: 'us-east-1', accountId: '000000000000' };

interface Page {
  readonly events: readonly { readonly message: string; readonly timestamp: number }[];
  readonly nextToken?: string;
}

function service(bounds?: ConstructorParameters<typeof LogStore>[0]) {
  const store = new LogStore(bounds);
  store.addGroup('/aws/lambda/fan-out');
  const logs = new LogsService(store, place);
  const filter = async (input: Readonly<Record<string, unknown>>) =>
    (await logs.handle({
      operation: 'FilterLogEvents',
      input: { logGroupName: '/aws/lambda/fan-out', ...input },
    })) as unknown as Page;
  const messages = async (input: Readonly<Record<string, unknown>> = {}) =>
    (await filter(input)).events.map(({ message }) => message);
  const append = (message: string, atMs: number, stream = 'a') =>
    store.append('/aws/lambda/fan-out', stream, message, atMs);
  return { store, logs, filter, messages, append };
}

test('events are found by time, both ends included, by stream and by pattern', async () => {
  const { append, messages } = service();
  append('{"traceId":"t1"}', 100);
  append('{"traceId":"t2"}', 200, 'b');
  append('plain', 300);
  expect(await messages({ startTime: 100, endTime: 200 })).toEqual([
    '{"traceId":"t1"}',
    '{"traceId":"t2"}',
  ]);
  expect(await messages({ startTime: 101, endTime: 299 })).toEqual(['{"traceId":"t2"}']);
  expect(await messages({ logStreamNames: ['b'] })).toEqual(['{"traceId":"t2"}']);
  expect(await messages({ logStreamNamePrefix: 'a' })).toEqual(['{"traceId":"t1"}', 'plain']);
  expect(await messages({ filterPattern: '{ $.traceId = "t2" }' })).toEqual(['{"traceId":"t2"}']);
  expect(await messages({ filterPattern: '"plain"' })).toEqual(['plain']);
});

test('an event has its stream, its time and an id', async () => {
  const { append, filter } = service();
  append('plain', 300);
  expect(await filter({})).toEqual({
    events: [
      {
        eventId: '00000000000000000001',
        ingestionTime: 300,
        logStreamName: 'a',
        message: 'plain',
        timestamp: 300,
      },
    ],
    searchedLogStreams: [],
  });
});

test('pages have each event once, and what is written between two of them too', async () => {
  const { append, filter } = service();
  for (let index = 0; index < 25; index += 1) append(`line ${index}`, index);
  const seen: string[] = [];
  let nextToken: string | undefined;
  let pages = 0;
  do {
    const page: Page = await filter({ limit: 10, ...(nextToken && { nextToken }) });
    seen.push(...page.events.map(({ message }) => message));
    nextToken = page.nextToken;
    pages += 1;
    if (pages === 1) append('line 25', 25);
  } while (nextToken !== undefined);
  expect(pages).toBe(3);
  expect(seen).toEqual(Array.from({ length: 26 }, (_, index) => `line ${index}`));
});

test('a page ends at a megabyte, and a line of more than a quarter of one is cut', async () => {
  const { append, filter } = service();
  for (let index = 0; index < 5; index += 1) append('x'.repeat(300 * 1_024), index);
  const page = await filter({});
  expect(page.events.map(({ message }) => message.length)).toEqual(Array(4).fill(256 * 1_024));
  expect((await filter({ nextToken: page.nextToken })).events).toHaveLength(1);
});

test.each([
  [{ events: 3, characters: 1_000 }, ['c', 'd', 'e']],
  [{ events: 100, characters: 2 }, ['d', 'e']],
])('the newest are kept: of %j', async (bounds, expected) => {
  const { append, messages } = service(bounds);
  for (const message of ['a', 'b', 'c', 'd', 'e']) append(message, 1);
  expect(await messages()).toEqual(expected);
});

test.each([
  ['a group that is not there', { logGroupName: 'other' }, 'ResourceNotFoundException'],
  ['no group', { logGroupName: undefined }, 'InvalidParameterException'],
  ['a wrong pattern', { filterPattern: '{ x }' }, 'InvalidParameterException'],
  ['a limit of 10,001', { limit: 10_001 }, 'InvalidParameterException'],
  ['a wrong token', { nextToken: 'x' }, 'InvalidParameterException'],
])('%s is refused as CloudWatch refuses it', async (_, input, type) => {
  const { filter } = service();
  expect(await filter(input)).toEqual({
    failure: { type, message: expect.any(String), status: 400 },
  });
});

test('a group is known by its ARN too, and a role needs the permission for its streams', async () => {
  const { logs, append } = service();
  append('plain', 1);
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/fan-out';
  const request = { operation: 'FilterLogEvents', input: { logGroupIdentifier: arn } };
  expect(await logs.handle(request)).toMatchObject({ events: [{ message: 'plain' }] });
  expect(logs.permissions(request)).toEqual([
    { action: 'logs:FilterLogEvents', resource: `${arn}:log-stream:` },
  ]);
  expect(await logs.handle({ operation: 'PutLogEvents', input: {} })).toMatchObject({
    failure: { type: 'UnknownOperationException' },
  });
});
