import fc from 'fast-check';
import { MalformedItemError, type Publisher } from '../../../clients/backend/index.ts';
import { keyNames, type PublishedTable } from '../../../clients/backend/item-write.ts';
import { eventProblems } from '../../support/schema-checks.ts';
import { items } from './nearly-right-items.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;
let publisher: Publisher;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
});
afterAll(() => tables.stop());

/** What became of the writes since the last call, and what of it is no event by the served JSON Schema. */
async function published() {
  const results = await tables.changes();
  const events = results.flatMap(result =>
    result.kind === 'events' ? result.events.map(({ event }) => event) : [],
  );
  const problems = events.flatMap(event => {
    const found = eventProblems(JSON.parse(JSON.stringify(event)));
    return found.length === 0 ? [] : [{ event, found }];
  });
  return { types: events.map(({ type }) => type), problems };
}

let count = 0;

test.each(Object.entries(items) as [PublishedTable, (typeof items)[PublishedTable]][])(
  '%s: whatever the publisher takes becomes events as the served JSON Schema has them',
  async (table, item) => {
    const types: string[] = [];
    await fc.assert(
      fc.asyncProperty(item, item, async (first, second) => {
        count += 1;
        // The second write is a change of the first, of whatever kind.
        for (const attributes of [first, second]) {
          const whole = { [keyNames[table]]: `s${count}`, ...attributes };
          const outcome = await publisher.put(table, whole).catch((error: unknown) => error);
          if (outcome instanceof Error && !(outcome instanceof MalformedItemError)) throw outcome;
        }
        const { types: made, problems } = await published();
        types.push(...made);
        expect(problems).toEqual([]);
      }),
      { numRuns: 40 },
    );
    // Some become events; how many is chance.
    expect(types.length).toBeGreaterThan(0);
  },
  240_000,
);

test('what it takes of services and messages becomes events as the served JSON Schema has them', async () => {
  const to = { users: ['ana'] };
  await publisher.payments.refunded(to, { paymentId: 'p-1', amount: 5_000, currency: 'MXN' });
  await publisher.exports.ready(to, { exportId: 'e-1', expiresAt: '2026-11-28T20:00:00Z' });
  await publisher.send({
    type: 'wallet.low',
    channel: 'finance',
    data: { userId: 'ana', left: 3 },
  });
  const { types, problems } = await published();
  expect(problems).toEqual([]);
  expect(types.sort()).toEqual(['export.ready', 'payment.refunded', 'wallet.low']);
});
