import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { MalformedItemError, type Publisher } from '../../../clients/backend/index.ts';
import { keyNames, type PublishedTable } from '../../../clients/backend/item-write.ts';
import { items, maybe, nearly, oneOf, word } from './nearly-right-items.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;
let publisher: Publisher;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
});
afterAll(() => tables.stop());

/** What the promise was refused with. */
async function refusal(refused: Promise<unknown>): Promise<MalformedItemError> {
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MalformedItemError) return error;
  throw new Error(`expected a refusal, received ${error}`);
}

test('a refusal names every attribute, what was received and what was expected', async () => {
  const bet = { betId: 'b1', fightId: '', userId: 'ana', side: 'up', amount: '12.50' };
  const error = await refusal(publisher.bets.placed(bet as never));
  expect(error).toMatchObject({
    code: 'INPUT_INVALID',
    table: 'Bets',
    problems: [
      { field: 'fightId', received: '""', expected: 'a string of 1 to 256 characters' },
      { field: 'side', received: '"up"', expected: 'one of red, blue, draw' },
      {
        field: 'amount',
        received: '"12.50"',
        expected: 'a positive integer in minor currency units, up to 9007199254740991',
      },
    ],
  });
  for (const field of ['fightId', 'side', 'amount']) expect(error.message).toContain(field);
  expect(await tables.item('Bets', 'b1')).toBeUndefined();
});

test('a refusal stays short, however many and however long the values', async () => {
  const users = Array.from({ length: 500 }, (_, at) => at);
  const long = 'x'.repeat(100_000);
  const error = await refusal(
    publisher.send({ type: long, data: {}, target: { users, [long]: 1 } as never }),
  );
  expect(error.problems.length).toBeLessThanOrEqual(20);
  expect(error.message.length).toBeLessThan(3_000);
});

test.each([
  ['no number', { data: { at: Number.NaN } }, 'data.at', 'NaN'],
  ['a date that is none', { data: {}, userId: new Date(Number.NaN) }, 'userId', 'an object'],
  ['half a character', { data: { text: 'cut \ud83d' } }, 'data.text', 'half a character'],
  ['bytes in an event', { data: { at: new Uint8Array(2) } }, 'data.at', '2 bytes'],
])('%s is refused by its attribute', async (_title, event, field, received) => {
  const sent = { type: 'x', channel: 'bets', ...event };
  const { problems } = await refusal(publisher.send(sent as never));
  expect(problems).toMatchObject([{ field, received }]);
});

test.each([
  ['a status that is none', { fightId: 'f', from: 'live', to: 'open' }, 'status'],
  ['a key that is none', { fightId: '', from: 'live', to: 'completed' }, 'fightId'],
  ['no key', { from: 'live', to: 'completed' }, 'fightId'],
  [
    'a winner that is no text',
    { fightId: 'f', from: 'live', to: 'completed', winner: 7 },
    'winner',
  ],
])('a change to %s is refused', async (_title, change, field) => {
  const { problems } = await refusal(publisher.fights.statusChanged(change as never));
  expect(problems).toMatchObject([{ field }]);
});

test.each([
  ['no status', [], 'an empty list'],
  ['a status that is none', ['upcoming', 'open'], '"open"'],
  ['what is no status at all', [7], '7'],
])('a change that expects %s is refused', async (_title, from, received) => {
  const change = { fightId: 'f', from, to: 'live' };
  const { problems } = await refusal(publisher.fights.statusChanged(change as never));
  expect(problems).toMatchObject([{ field: 'status', received }]);
});

test('a bet cannot be matched with itself', async () => {
  const { problems } = await refusal(publisher.bets.matched({ betId: 'b', matchedBetId: 'b' }));
  expect(problems).toEqual([
    { field: 'matchedBetId', received: '"b"', expected: 'another bet than betId' },
  ]);
});

let count = 0;

test.each(Object.entries(items) as [PublishedTable, (typeof items)[PublishedTable]][])(
  '%s: what is accepted becomes events, what is refused would have been quarantined [G13]',
  async (table, item) => {
    await tables.changes();
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(item, async attributes => {
        count += 1;
        const whole = { [keyNames[table]]: `p${count}`, ...attributes };
        const outcome = await publisher.put(table, whole).catch((error: unknown) => error);
        if (outcome instanceof MalformedItemError) {
          // Written by hand it would have been set aside, and for the same reasons.
          refused += 1;
          await tables.engine.client.send(new PutCommand({ TableName: table, Item: plain(whole) }));
          const [change] = await tables.changes();
          expect(change).toMatchObject({ kind: 'malformed', problems: outcome.problems });
        } else {
          accepted += 1;
          expect(outcome).toEqual({ outcome: 'written', id: whole[keyNames[table]] });
          expect(await tables.changes()).toEqual([
            expect.objectContaining({ kind: 'events', events: expect.any(Array) }),
          ]);
        }
      }),
      { numRuns: 80 },
    );
    // Both happen; how often is chance.
    expect(Math.min(accepted, refused)).toBeGreaterThan(0);
  },
  60_000,
);

/** What a plain document client writes of it: it knows no dates. */
function plain(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : value,
    ]),
  );
}

/** Every action that changes an item which is there, with arguments that are right or anything. */
const changes = fc.oneof(
  ...(
    [
      [
        'fights',
        'statusChanged',
        { from: oneOf('upcoming', 'live'), to: oneOf('betting', 'live') },
      ],
      ['fights', 'completed', { winner: maybe(word) }],
      ['users', 'banned', { updatedBy: maybe(word), reason: maybe(word) }],
      ['users', 'roleChanged', { role: word, updatedBy: maybe(word) }],
      ['streams', 'started', { fightId: maybe(word) }],
      ['streams', 'failed', { error: word }],
      ['streams', 'viewers', { viewerCount: oneOf(0, 25) }],
      ['streams', 'ended', { viewerCount: maybe(oneOf(0, 25)) }],
    ] as const
  ).map(([group, action, right]) =>
    fc.record({ group: fc.constant(group), action: fc.constant(action), more: nearly(right) }),
  ),
);

test('changes that are accepted never lead to the quarantine, in whatever order they come', async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { maxLength: 8 }), async steps => {
      count += 1;
      const id = `a${count}`;
      await publisher.fights.created({ fightId: id });
      await publisher.users.registered({ userId: id });
      for (const { group, action, more } of steps) {
        const act = Reflect.get(publisher[group], action) as (of: object) => Promise<object>;
        const ids = { fights: 'fightId', users: 'userId', streams: 'streamId' } as const;
        const outcome = await act({ ...more, [ids[group]]: id }).catch((error: unknown) => error);
        const summary =
          outcome instanceof Error ? outcome.name : Reflect.get(Object(outcome), 'outcome');
        outcomes.set(summary, (outcomes.get(summary) ?? 0) + 1);
      }
      expect((await tables.changes()).filter(({ kind }) => kind === 'malformed')).toEqual([]);
    }),
    { numRuns: 40 },
  );
  const known = ['MalformedItemError', 'already', 'conflict', 'written'];
  expect([...outcomes.keys()].filter(summary => !known.includes(summary))).toEqual([]);
  // Some are written; how many is chance.
  expect(outcomes.get('written')).toBeGreaterThan(0);
}, 60_000);
