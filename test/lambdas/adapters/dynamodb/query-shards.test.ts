import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import {
  queryShards,
  shardKey,
  shardKeys,
} from '../../../../lambdas/adapters/dynamodb/query-shards.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;
let tables = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

interface Row {
  readonly id: string;
  readonly kind: string;
}

/** A table of those rows, each under the shard that is said. */
async function tableOf(rows: readonly (readonly [shard: number, row: Row])[]): Promise<string> {
  tables += 1;
  const name = `Sharded-${tables}`;
  await engine.createTable({ name, partitionKey: { name: 'shard' }, sortKey: { name: 'id' } });
  const keys = shardKeys('day');
  for (let start = 0; start < rows.length; start += 25) {
    const puts = rows.slice(start, start + 25).map(([shard, row]) => ({
      PutRequest: { Item: { ...row, shard: keys[shard] } },
    }));
    await engine.client.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
  }
  return name;
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly descending: boolean;
  readonly kind?: string | undefined;
  readonly limit: number;
}

/** All pages, one behind the other. */
async function pagesOf(tableName: string, question: Question): Promise<string[][]> {
  const { from, to, descending, kind, limit } = question;
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const { items, last } = await queryShards(engine.client, {
      tableName,
      partition: { name: 'shard', value: 'day' },
      sort: { name: 'id', from, to },
      filter: kind === undefined ? undefined : { name: 'kind', value: kind },
      ...{ descending, after, limit },
    });
    pages.push(items.map(({ id }) => String(id)));
    after = last;
  } while (after !== undefined && pages.length < 1_000);
  return pages;
}

const ids = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom(...'abcd'), minLength: 3, maxLength: 5 }),
  {
    maxLength: 150,
  },
);
/** Evenly, or most of them under one key. */
const shards = fc.oneof(fc.nat(7), fc.constant(3));
const bound = fc.string({ unit: fc.constantFrom(...'abcd'), minLength: 1, maxLength: 3 });

test('however rows lie, pages give each that is asked for once, in order, and are never too long', async () => {
  await fc.assert(
    fc.asyncProperty(
      ids,
      fc.infiniteStream(shards),
      fc.infiniteStream(fc.constantFrom('x', 'y')),
      fc.record({
        bounds: fc.tuple(bound, bound),
        descending: fc.boolean(),
        kind: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
        limit: fc.integer({ min: 1, max: 60 }),
      }),
      async (all, shardOf, kindOf, { bounds, ...question }) => {
        const rows = all.map(id => ({ id, kind: String(kindOf.next().value) }));
        const [from = 'a', to = 'e'] = bounds.toSorted();
        const tableName = await tableOf(rows.map(row => [Number(shardOf.next().value), row]));
        const pages = await pagesOf(tableName, { ...question, from, to });
        const wanted = rows
          .filter(({ id }) => id >= from && id <= to)
          .filter(({ kind }) => question.kind === undefined || kind === question.kind)
          .map(({ id }) => id)
          .sort();
        expect(pages.flat()).toEqual(question.descending ? wanted.reverse() : wanted);
        expect(pages.every(page => page.length <= question.limit)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test('rows that lie evenly fill each page by one read of each shard', async () => {
  const rows = Array.from({ length: 400 }, (_, n) => ({ id: `${1_000 + n}`, kind: 'x' }));
  const table = await tableOf(rows.map((row, n) => [n % 8, row]));
  const pages = await pagesOf(table, { from: '1', to: '2', descending: true, limit: 100 });
  expect(pages.map(page => page.length)).toEqual([100, 100, 100, 100]);
  expect(pages[0]?.slice(0, 3)).toEqual(['1399', '1398', '1397']);
});

test('an id has its shard for ever, and ids are spread over all', () => {
  expect(shardKey('2026-11-21', 'c-1')).toBe('2026-11-21#7');
  const counts = new Map(shardKeys('day').map(key => [key, 0]));
  for (let n = 0; n < 8_000; n += 1) {
    const key = shardKey('day', `id-${n}`);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(8);
  expect(Math.min(...counts.values())).toBeGreaterThan(900);
});
