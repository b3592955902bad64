import type { AuditEntry, AuditLog, AuditQuery } from '../../../../core/audit/audit-trail.ts';
import { createAuditLog } from '../../../../lambdas/adapters/telemetry/audit-log.ts';
import { createAuditTrail } from '../../../../lambdas/adapters/telemetry/audit-table.ts';
import { createAuditTable, exampleEntry, refusedEntry } from '../../../support/audit-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const hourMs = 3_600_000;
/** Noon of the third of four days. */
const start = Date.UTC(2026, 10, 21, 12);

let engine: TestEngine;
let log: AuditLog;

beforeAll(async () => {
  engine = await startTestEngine();
  const tableName = await createAuditTable(engine);
  log = createAuditLog(engine.client, tableName);
  const audit = createAuditTrail({
    client: engine.client,
    tableName,
    keptDays: 90,
    boundMs: 10_000,
    onLost: (_entry, error) => {
      throw error;
    },
  });
  for (const entry of entries()) audit.record(entry);
  await audit.settled();
});
afterAll(async () => {
  await engine.stop();
});

/**
 * One every six hours, over four days: kim's and lea's in turn, every third a revocation. The refusals
 * are of another minute: of two entries of one moment, whose ids are random or a digest behind the
 * time, none comes first.
 */
function entries(): AuditEntry[] {
  const single = Array.from({ length: 16 }, (_, n) => ({
    ...exampleEntry,
    atMs: start + (n - 10) * 6 * hourMs,
    actor: n % 2 === 0 ? 'kim' : 'lea',
    action: n % 3 === 0 ? 'revoke' : 'disconnect_user',
    correlationId: `r-${n}`,
  }));
  const refused = Array.from({ length: 3 }, (_, n) => ({
    ...refusedEntry,
    atMs: start + 60_000 + n * 1_000,
  }));
  return [...single, ...refused];
}

async function pages(query: Partial<AuditQuery>): Promise<string[][]> {
  const all: string[][] = [];
  let next: string | undefined;
  do {
    const page = await log.find({
      fromMs: start - 100 * hourMs,
      toMs: start + 100 * hourMs,
      limit: 3,
      ...query,
      next,
    });
    all.push(page.entries.map(({ correlationId }) => correlationId));
    next = page.next;
  } while (next !== undefined && all.length < 50);
  return all;
}

const found = async (query: Partial<AuditQuery>) => (await pages(query)).flat();

test('all of several days come newest first, in pages that go over the border of a day', async () => {
  const all = await found({});
  expect(all).toEqual([
    ...['r-15', 'r-14', 'r-13', 'r-12', 'r-11', 'request-2', 'r-10', 'r-9', 'r-8', 'r-7'],
    ...['r-6', 'r-5', 'r-4', 'r-3', 'r-2', 'r-1', 'r-0'],
  ]);
  expect((await pages({})).every(page => page.length <= 3)).toBe(true);
});

test.each([
  ['an actor', { actor: 'lea' }, [15, 13, 11, 9, 7, 5, 3, 1]],
  ['an action', { action: 'revoke' }, [15, 12, 9, 6, 3, 0]],
  ['both', { actor: 'kim', action: 'revoke' }, [12, 6, 0]],
  ['nobody known', { actor: 'nobody' }, []],
] as const)('of %s come theirs only, over all days', async (_title, query, numbers) => {
  expect(await found(query)).toEqual(numbers.map(n => `r-${n}`));
});

test('a time begins with its minute, and ends before its end', async () => {
  // r-9 is at 06:00 of that day, r-10 at noon.
  const from = start - 6 * hourMs;
  expect(await found({ fromMs: from + 59_999, toMs: start })).toEqual(['r-9']);
  expect(await found({ fromMs: from + 60_000, toMs: start + 1 })).toEqual(['r-10']);
  expect(await found({ fromMs: start, toMs: start + 60_000 })).toEqual(['r-10']);
  expect(await found({ fromMs: start, toMs: start + 60_001 })).toEqual(['request-2', 'r-10']);
  expect(await found({ actor: 'lea', fromMs: from, toMs: start })).toEqual(['r-9']);
  expect(await found({ fromMs: start, toMs: start })).toEqual([]);
  expect(await found({ fromMs: start, toMs: start - 1 })).toEqual([]);
});

test('an entry is as it was recorded, and repeated refusals are one with a count', async () => {
  const { entries: theirs } = await log.find({
    actor: 'bea',
    fromMs: start,
    toMs: start + hourMs,
    limit: 10,
  });
  expect(theirs).toEqual([
    {
      ...refusedEntry,
      entryId: expect.stringMatching(/^2026-11-21T12:01:00\.000Z#/),
      atMs: expect.any(Number),
      lastAtMs: expect.any(Number),
      count: 3,
    },
  ]);
});

test('a long time without entries is read a page at a time', async () => {
  const query = { fromMs: start - 100 * 24 * hourMs, toMs: start - 200 * hourMs, limit: 5 };
  const page = await log.find(query);
  expect(page.entries).toEqual([]);
  expect(page.next).toEqual(expect.any(String));
  expect(await found(query)).toEqual([]);
});

test('a page of another question is refused', async () => {
  const whole = { fromMs: start - 100 * hourMs, toMs: start + 100 * hourMs, limit: 1 };
  const { next: kims } = await log.find({ ...whole, actor: 'kim' });
  const { next: days } = await log.find(whole);
  for (const [query, next] of [
    [{ ...whole, actor: 'lea' }, kims],
    [{ ...whole, action: 'revoke' }, kims],
    [whole, kims],
    [{ ...whole, actor: 'kim' }, days],
    [whole, 'bm9uc2Vuc2U'],
    [{ ...whole, toMs: start - 200 * hourMs, fromMs: start - 300 * hourMs }, days],
  ] as const) {
    await expect(log.find({ ...query, next })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  }
});
