import {
  type DynamoDBDocumentClient,
  ScanCommand,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AuditEntry, AuditTrail } from '../../../../core/audit/audit-trail.ts';
import { type Clock, systemClock } from '../../../../core/clock.ts';
import { createAuditTrail } from '../../../../lambdas/adapters/telemetry/audit-table.ts';
import { createAuditTable, exampleEntry, refusedEntry } from '../../../support/audit-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;
let tableName: string;
let tables = 0;
let lost: { readonly entry: AuditEntry; readonly error: unknown }[];

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});
beforeEach(async () => {
  tables += 1;
  tableName = await createAuditTable(engine, `Audit-${tables}`);
  lost = [];
});

function trail(
  client: DynamoDBDocumentClient = engine.client,
  boundMs = 10_000,
  now: Clock = systemClock,
) {
  const onLost = (entry: AuditEntry, error: unknown) => lost.push({ entry, error });
  return createAuditTrail({ client, tableName, keptDays: 90, boundMs, onLost, now });
}

async function rows() {
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: tableName }));
  return Items.toSorted((a, b) => String(a.entryId).localeCompare(String(b.entryId)));
}

test('an action is a row of its day that expires', async () => {
  const audit = trail();
  audit.record(exampleEntry);
  await audit.settled();
  expect(await rows()).toEqual([
    {
      dayShard: expect.stringMatching(/^2026-11-21#[0-7]$/),
      actorShard: expect.stringMatching(/^kim#[0-7]$/),
      actionShard: expect.stringMatching(/^disconnect_user#[0-7]$/),
      entryId: expect.stringMatching(/^2026-11-21T10:15:30\.250Z#[0-9a-f-]{36}$/),
      at: '2026-11-21T10:15:30.250Z',
      lastAt: '2026-11-21T10:15:30.250Z',
      count: 1,
      actor: 'kim',
      role: 'admin',
      action: 'disconnect_user',
      subject: 'user#bea',
      outcome: 'done',
      sourceIp: '203.0.113.7',
      correlationId: 'request-1',
      reason: 'fraud',
      ttl: Math.ceil(Date.UTC(2027, 1, 19, 10, 15, 30, 250) / 1_000),
    },
  ]);
  expect(lost).toEqual([]);
});

test('the same action done twice is two rows', async () => {
  const audit = trail();
  audit.record(exampleEntry);
  audit.record({ ...exampleEntry });
  await audit.settled();
  expect(await rows()).toHaveLength(2);
});

test('what was done and is recorded again by the same occurrence is one row, with the last correlation id', async () => {
  for (const correlationId of ['request-1', 'request-2']) {
    const audit = trail();
    audit.record({ ...exampleEntry, occurrenceId: 'change-1', correlationId });
    await audit.settled();
  }
  const [row, ...others] = await rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    entryId: '2026-11-21T10:15:30.250Z#change-1',
    correlationId: 'request-2',
    count: 1,
  });
  expect(row).not.toHaveProperty('occurrenceId');
});

test('an action that is written twice, as its first answer was lost, was done once', async () => {
  const twice = {
    send: async (command: UpdateCommand) => {
      await engine.client.send(command);
      return await engine.client.send(command);
    },
  };
  const audit = trail(twice as unknown as DynamoDBDocumentClient);
  audit.record(exampleEntry);
  await audit.settled();
  expect(await rows()).toMatchObject([{ outcome: 'done', count: 1 }]);
});

describe('a flood of 3,000 refusals within a minute, over three environments', () => {
  let writes: number;
  let nowMs: number;
  let environments: readonly AuditTrail[];

  beforeEach(async () => {
    writes = 0;
    nowMs = refusedEntry.atMs;
    const counting = {
      send: (command: UpdateCommand) => {
        writes += 1;
        return engine.client.send(command);
      },
    } as unknown as DynamoDBDocumentClient;
    environments = [1, 2, 3].map(() => trail(counting, 10_000, () => nowMs));
    for (let n = 0; n < 3_000; n += 1) {
      // Ten milliseconds each: the 30 s end with the minute.
      nowMs = refusedEntry.atMs - 1_000 + n * 10;
      const audit = environments[n % 3];
      audit?.record({ ...refusedEntry, atMs: nowMs, correlationId: `request-${n}` });
      if (n % 100 === 0) await audit?.settled();
    }
    await Promise.all(environments.map(audit => audit.settled()));
  });

  test('is one row, which counts all of them once each environment has been asked again [W5]', async () => {
    nowMs += 10_000;
    await Promise.all(environments.map(audit => audit.settled()));
    expect(await rows()).toMatchObject([
      { count: 3_000, actor: 'bea', code: 'ROLE_NOT_ALLOWED', outcome: 'refused' },
    ]);
    expect(lost).toEqual([]);
  });

  test('costs each environment fifty writes and one in ten seconds', () => {
    expect(writes).toBeGreaterThanOrEqual(150);
    expect(writes).toBeLessThanOrEqual(3 * (50 + 3));
  });
});

test('fifty refusals of an environment are counted at once, and the next ones held back', async () => {
  const audit = trail(engine.client, 10_000, () => refusedEntry.atMs);
  for (let n = 0; n < 53; n += 1) audit.record(refusedEntry);
  await audit.settled();
  expect(await rows()).toMatchObject([{ count: 50 }]);
});

test.each([
  ['actor', { actor: 'carla' }],
  ['action', { action: 'connect' }],
  ['code', { code: 'TOKEN_REVOKED' }],
  ['subject', { subject: 'channel#users' }],
  ['outcome', { outcome: 'failed' }],
  ['address', { sourceIp: '203.0.113.8' }],
] as const)('refusals of another %s are another row', async (_title, change) => {
  const audit = trail();
  audit.record(refusedEntry);
  audit.record({ ...refusedEntry, ...change });
  await audit.settled();
  expect(await rows()).toHaveLength(2);
});

test('all addresses of an IPv6 holder are one source', async () => {
  const audit = trail();
  for (const sourceIp of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2']) {
    audit.record({ ...refusedEntry, sourceIp });
  }
  await audit.settled();
  expect(await rows()).toMatchObject([{ count: 2 }]);
});

test('an entry that cannot be written is logged in full, and nothing is thrown [W5]', async () => {
  const broken = { send: async () => Promise.reject(new Error('no table')) };
  const audit = trail(broken as unknown as DynamoDBDocumentClient);
  audit.record(exampleEntry);
  await audit.settled();
  expect(lost).toEqual([{ entry: exampleEntry, error: new Error('no table') }]);
});

test('an entry that takes too long is logged once, whatever becomes of it', async () => {
  const late = Promise.withResolvers<never>();
  const slow = { send: () => late.promise };
  const audit = trail(slow as unknown as DynamoDBDocumentClient, 20);
  audit.record(exampleEntry);
  await audit.settled();
  expect(lost.map(({ entry }) => entry)).toEqual([exampleEntry]);
  late.reject(new Error('too late to matter'));
  await audit.settled();
  expect(lost).toHaveLength(1);
});

test('of more than 1,000 entries under way the rest are logged at once', async () => {
  const never = { send: () => new Promise(() => undefined) };
  const audit = trail(never as unknown as DynamoDBDocumentClient, 1);
  for (let n = 0; n < 1_001; n += 1) audit.record({ ...exampleEntry, correlationId: `r-${n}` });
  expect(lost.map(({ entry }) => entry.correlationId)).toEqual(['r-1000']);
  await audit.settled();
  expect(lost).toHaveLength(1_001);
});

test('texts that are too long, or hold half a character, are kept by their whole characters', async () => {
  const audit = trail();
  const subject = `channel#${'🔥'.repeat(252)}x🔥`;
  audit.record({ ...exampleEntry, subject, reason: 'cut \ud83d' });
  await audit.settled();
  expect(lost).toEqual([]);
  const [row] = await rows();
  expect(row).toMatchObject({ reason: 'cut \ufffd' });
  // 8 and 460 units, and a digest: another long subject is another one.
  expect(row?.subject).toMatch(/^channel#(?:🔥){230}~[\w-]{43}$/u);
  audit.record({ ...exampleEntry, subject: `x${'🔥'.repeat(256)}` });
  audit.record({ ...exampleEntry, subject: `${subject}y` });
  await audit.settled();
  const subjects = (await rows()).map(each => String(each.subject));
  expect(subjects.map(({ length }) => length).toSorted()).toEqual([511, 512, 512]);
  expect(new Set(subjects).size).toBe(3);
});
