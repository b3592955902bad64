import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { connectionIdOf } from '../../core/connection/connection-id.ts';
import { everyToken } from '../../core/wire/token-id.ts';
import { createQuarantine } from '../../lambdas/adapters/changes/quarantine-table.ts';
import { createSocketLeases } from '../../lambdas/adapters/connections/socket-leases.ts';
import { createStreamLeases } from '../../lambdas/adapters/connections/stream-leases.ts';
import { createAuditTrail } from '../../lambdas/adapters/telemetry/audit-table.ts';
import { createWebhooksTable } from '../../lambdas/adapters/webhooks/webhooks-table.ts';
import { type ForgetPorts, forgetUser } from '../../tools/forget/forget-user.ts';
import { createAuditTable, exampleEntry, refusedEntry } from '../support/audit-table.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { noNotices } from '../support/no-notices.ts';
import { createProposalTables, type ProposalTestTables } from '../support/proposal-tables.ts';
import { createWebhookTables, exampleLane, exampleWebhook } from '../support/webhook-tables.ts';
import { runTool } from './run-tool.ts';

/** In every test the same names: `ana` is forgotten, `beto` and `anabel` are not. */
const tables = [
  ...['Connections', 'Proposals', 'Outbox', 'Quarantine', 'Revocations', 'Limits', 'Audit'],
  ...['Webhooks', 'Fights', 'Users', 'Bets'],
] as const;

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;
let proposals: ProposalTestTables;
let folder: string;
let outputs: string;

beforeEach(async () => {
  engine = await startTestEngine();
  folder = await mkdtemp(join(tmpdir(), 'forget-'));
  outputs = join(folder, 'outputs.json');
  proposals = await createProposalTables(engine);
  await createAuditTable(engine);
  await engine.createTable({ name: 'Bets', partitionKey: { name: 'betId' } });
  await createWebhookTables(engine);
  const sortKey = { name: 'changeId' };
  await engine.createTable({ name: 'Quarantine', partitionKey: { name: 'table' }, sortKey });
  const stack = {
    DynamoDbEndpoint: engine.endpoint,
    AwsEndpointUrl: engine.endpoint,
    ProposalsWebSocketUrl: 'ws://127.0.0.1:9/live',
    ...Object.fromEntries(tables.map(table => [`${table}TableName`, table])),
  };
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: stack }));
  await fill();
});
afterEach(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

const forget = (...flags: readonly string[]) =>
  runTool('tools/forget.ts', ['--outputs', outputs, ...flags]);

async function put(TableName: string, Item: Readonly<Record<string, unknown>>): Promise<void> {
  await engine.client.send(new PutCommand({ TableName, Item }));
}

const proposal = (proposalId: string, fromUserId: string, toUserId: string, more = {}) => ({
  ...{ proposalId, fromUserId, toUserId, kind: 'pago', fightId: 'f1', amount: 5_000 },
  ...{ currency: 'MXN', message: `${fromUserId} to ${toUserId}`, status: 'pending' },
  ...{ createdAt: '2026-11-21T19:59:00.000Z', expiresAt: '2999-11-21T20:02:00.000Z' },
  ...more,
});
const ended = { status: 'accepted', decidedAt: '2026-11-21T19:59:30.000Z', decisionId: 'r-1' };

/** As the functions write them, by their own adapters. */
async function fill(connectedAtMs = nowMs): Promise<void> {
  const { client } = engine;
  await put('Users', { userId: 'ana', status: 'banned', email: 'ana@example.com' });
  await put('Bets', { betId: 'b-1', userId: 'ana' });
  for (const each of [
    proposal('p-made', 'ana', 'beto'),
    proposal('p-received', 'beto', 'ana'),
    proposal('p-late', 'ana', 'beto', { expiresAt: '2026-11-21T20:02:00.000Z' }),
    proposal('p-ended', 'ana', 'beto', ended),
    proposal('p-others', 'beto', 'anabel', ended),
  ]) {
    await proposals.putProposal(each as never);
  }
  for (const userId of ['ana', 'anabel']) {
    const subjects = ['requests', 'pending', 'streams'].map(name => `${name}#${userId}`);
    for (const subject of subjects) await put('Limits', { subject, slot: 'all' });
    const connectionId = await connectionIdOf(`socket-of-${userId}`, userId);
    await createSocketLeases(client, 'Limits').acquire(userId, { connectionId, connectedAtMs });
    await proposals.connections.open({
      ...{ userId, connectionId, role: 'bettor', connectedAtMs },
      ...{ tokenExpiresAtMs: connectedAtMs + 60_000, sourceIp: '203.0.113.7', userAgent: 'a' },
    });
    await createStreamLeases(
      client,
      'Connections',
      {
        streamsPerStaff: 1,
        streamsPerUser: 1,
      },
      noNotices,
    ).acquire({
      ...{ userId, connectionId: `stream-of-${userId}`, role: 'bettor', channel: 'inbox' },
      ...{ sourceIp: '203.0.113.7', userAgent: 'a', connectedAtMs: nowMs, expiresAtMs: nowMs },
    });
    await put('Outbox', { eventId: `to-${userId}.`, target: { users: [userId] }, data: { a: 1 } });
    await put('Revocations', {
      ...{ userId, tokenId: 't-1', revokedAtMs: nowMs, by: 'kim', reason: 'phone' },
    });
  }
  await put('Outbox', {
    eventId: 'both',
    target: { users: ['ana', 'beto'] },
    data: { toUserId: 'ana' },
  });
  await put('Revocations', {
    ...{ userId: 'beto', tokenId: everyToken, revokedAtMs: nowMs, by: 'ana', reason: 'fraud' },
  });
  const quarantine = createQuarantine({
    ...{ client, quarantineTableName: 'Quarantine', outboxTableName: 'Outbox', clock: () => nowMs },
    onRefused: (_, error) => {
      throw error;
    },
    onSetAside: () => undefined,
  });
  await quarantine.keep(
    [
      { key: 'b-2', newItem: { betId: 'b-2', userId: 'ana', amount: -1 } },
      { key: 'b-3', newItem: { betId: 'b-3', userId: 'anabel', amount: -1 } },
    ].map(change => ({
      change: { table: 'Bets', changeId: change.key, recordedAtMs: nowMs, ...change },
      ...{ reason: 'received amount as -1; expected more', problems: [] },
    })),
  );
  const webhooks = createWebhooksTable(client, { webhooksTableName: 'Webhooks' });
  for (const userId of ['ana', 'anabel']) {
    const maker = { userId, role: 'admin', permissions: [] };
    await webhooks.create(exampleWebhook(`of-${userId}s-desk`, { maker }), exampleLane());
  }
  const audit = createAuditTrail({
    ...{ client, tableName: 'Audit', keptDays: 90, boundMs: 5_000, onLost: () => undefined },
  });
  const socketOfAna = await connectionIdOf('socket-of-ana', 'ana');
  audit.record({ ...refusedEntry, actor: 'ana' });
  audit.record({ ...refusedEntry, actor: 'anabel' });
  audit.record({
    ...exampleEntry,
    actor: 'ana',
    action: 'ping',
    subject: 'user#beto',
    reason: 'x',
  });
  audit.record({ ...exampleEntry, subject: 'user#ana' });
  audit.record({ ...exampleEntry, subject: `connection#${socketOfAna}` });
  audit.record({ ...exampleEntry, subject: 'user#anabel' });
  await audit.settled();
}

async function itemsOf(TableName: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { Items = [] } = await engine.client.send(
    new ScanCommand({ TableName, ConsistentRead: true }),
  );
  return Items;
}

const asText = (value: unknown) =>
  JSON.stringify(value, (_name, part) => (part instanceof Set ? [...part] : part));

/** The tables that have the word, each with the items that do. */
async function whereIs(word: string): Promise<Readonly<Record<string, number>>> {
  const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w-])`);
  const found: Record<string, number> = {};
  for (const table of tables) {
    const items = (await itemsOf(table)).filter(item => pattern.test(asText(item)));
    if (items.length > 0) found[table] = items.length;
  }
  return found;
}

/** All tables, without what a further run renews. */
async function everything() {
  const all = await Promise.all(tables.map(itemsOf));
  return all.flat().map(({ revokedAtMs, ttl, ...item }) => item);
}

test('a user who is forgotten is in no table but those of the backend and where tokens are kept out', async () => {
  expect(Object.keys(await whereIs('ana')).toSorted()).toEqual(
    [...tables].filter(t => t !== 'Fights').toSorted(),
  );
  const { exitCode, stdout, stderr } = await forget('--user', 'ana');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n').slice(0, 8)).toEqual([
    'Proposals: 0 removed, 4 masked, 3 ended before (of 5)',
    'Outbox: 1 removed, 1 masked (of 4)',
    'Quarantine: 1 removed, 0 masked (of 3)',
    'Revocations: 1 removed, 1 masked (of 4)',
    'Connections: 2 removed, 0 masked (of 2)',
    'Limits: 4 removed, 0 masked (of 8)',
    'Audit: 0 removed, 4 masked (of 6)',
    'Webhooks: 0 removed, 1 masked (of 4)',
  ]);
  expect(await whereIs('ana')).toEqual({ Users: 1, Bets: 1, Revocations: 1 });
  const Key = { userId: 'ana', tokenId: everyToken };
  const { Item } = await engine.client.send(new GetCommand({ TableName: 'Revocations', Key }));
  expect(Item).toEqual({
    ...{ ...Key, by: 'npm run forget', reason: 'forgotten' },
    ...{ revokedAtMs: expect.any(Number), ttl: expect.any(Number) },
  });
}, 60_000);

test('what is pending is ended as its two sides could end it, and keeps nothing that was written with it', async () => {
  await forget('--user', 'ana');
  const kept = ['p-made', 'p-received', 'p-late', 'p-ended'].map(async id => {
    const { status, fromUserId, toUserId, amount, message } =
      (await proposals.readProposal(id)) ?? {};
    const sides = [fromUserId, toUserId].map(side => String(side).replace(/-[0-9a-f]{18}$/, ''));
    return [id, status, ...sides, amount, message];
  });
  expect(await Promise.all(kept)).toEqual([
    ['p-made', 'cancelled', 'forgotten', 'beto', 5_000, undefined],
    ['p-received', 'rejected', 'beto', 'forgotten', 5_000, undefined],
    ['p-late', 'timeout', 'forgotten', 'beto', 5_000, undefined],
    ['p-ended', 'accepted', 'forgotten', 'beto', 5_000, undefined],
  ]);
}, 60_000);

test('entries of the audit stay, under one name, and others are as they were', async () => {
  const others = (items: readonly Readonly<Record<string, unknown>>[]) =>
    items.filter(item => /anabel/.test(asText(item)));
  const before = await Promise.all(tables.map(async table => others(await itemsOf(table))));
  await forget('--user', 'ana');
  const after = await Promise.all(tables.map(async table => others(await itemsOf(table))));
  expect(after).toEqual(before);
  expect(before.flat()).toHaveLength(13);
  const entries = await itemsOf('Audit');
  expect(entries).toHaveLength(6);
  const names = new Set(asText(await Promise.all(tables.map(itemsOf))).match(/forgotten-\w+/g));
  expect(names.size).toBe(1);
  const [name = ''] = names;
  expect(name).toMatch(/^forgotten-[0-9a-f]{18}$/);
  expect(entries.filter(({ actor }) => actor === name)).toHaveLength(2);
  expect(entries.filter(({ actor, sourceIp }) => actor === name && sourceIp !== '')).toEqual([]);
}, 60_000);

test('a second run finds nothing more', async () => {
  await forget('--user', 'ana');
  const before = await everything();
  const { exitCode, stdout } = await forget('--user', 'ana');
  expect(exitCode).toBe(0);
  expect(stdout).not.toMatch(/[1-9]\d* (removed|masked|ended)/);
  expect(await everything()).toEqual(before);
}, 60_000);

test('--dry-run counts the same and writes nothing', async () => {
  const before = await everything();
  const { exitCode, stdout } = await forget('--user', 'ana', '--dry-run');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Proposals: 0 removed, 4 masked, 3 ended before (of 5)\n');
  expect(stdout).toContain('Audit: 0 removed, 4 masked (of 6)\n');
  expect(await everything()).toEqual(before);
});

/** The run itself, on whose every write the given function is asked first. */
function portsThat(onWrite: () => void): ForgetPorts {
  const watched = ['PutItem', 'UpdateItem', 'DeleteItem'];
  engine.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        if (watched.some(name => commandName.startsWith(name.replace('Item', '')))) onWrite();
        return await next(args);
      },
    { step: 'initialize', name: 'watched', override: true },
  );
  const tableNames = Object.fromEntries(tables.map(table => [table, table]));
  return {
    client: engine.client,
    tableNames: tableNames as unknown as ForgetPorts['tableNames'],
    gateway: { close: async () => ({ kind: 'sent' }) },
    now: () => nowMs,
    pause: async () => undefined,
    store: proposals.store,
    overdue: { timeOut: async () => true },
    postNotice: noNotices,
    onUnclosed: () => undefined,
    onTable: () => undefined,
  };
}

test('a run that is killed at any of its writes is finished by the next, under the same name', async () => {
  let seen = 0;
  let killAt = 1;
  const ports = portsThat(() => {
    seen += 1;
    if (seen === killAt) throw new Error('killed');
  });
  let kills = 0;
  // Each run breaks off one write later than the one before; the last one has no such write.
  for (let died = true; died && kills < 100; killAt += 1) {
    seen = 0;
    died = await forgetUser('ana', ports).then(
      () => false,
      () => true,
    );
    if (died) kills += 1;
  }
  expect(kills).toBeGreaterThan(5);
  expect(kills).toBeLessThan(100);
  expect(await whereIs('ana')).toEqual({ Users: 1, Bets: 1, Revocations: 1 });
  const names = new Set(asText(await Promise.all(tables.map(itemsOf))).match(/forgotten-\w+/g));
  expect(names.size).toBe(1);
}, 60_000);

test('what is open is ended as a revocation ends it, and waited for', async () => {
  await fill(Date.now());
  const pauses: number[] = [];
  const closed: string[] = [];
  await forgetUser('ana', {
    ...portsThat(() => undefined),
    now: Date.now,
    pause: async ms => void pauses.push(ms),
    gateway: {
      close: async connectionId => {
        closed.push(connectionId);
        return { kind: 'sent' };
      },
    },
  });
  expect(closed).toEqual([await connectionIdOf('socket-of-ana', 'ana')]);
  expect(pauses.at(-1)).toBe(12_000);
  expect(await itemsOf('Connections')).toHaveLength(2);
});

const refusal =
  'the table Users has beto with the status active; expected banned, or no such item: else they sign in again. Nothing was done\n';

test('who can sign in again is not forgotten', async () => {
  const before = await everything();
  const { exitCode, stdout, stderr } = await forget('--user', 'beto');
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 1, stdout: '', stderr: refusal });
  expect(await everything()).toEqual(before);
});

test('--dry-run counts for who can sign in again, and refuses as the run would', async () => {
  const { exitCode, stdout, stderr } = await forget('--user', 'beto', '--dry-run');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: refusal });
  expect(stdout).toContain('Proposals: 0 removed, 5 masked, 3 ended before (of 5)\n');
  expect(stdout).not.toContain('would do');
});

test.each([
  [[], '--user: received nothing, expected the id of a user, 1 to 256 characters'],
  [['--user', ''], '--user: received nothing, expected the id of a user, 1 to 256 characters'],
  [
    ['--user', 'a'.repeat(257)],
    '--user: received 257 characters, expected the id of a user, 1 to 256 characters',
  ],
  [
    ['--user', 'anonymous'],
    '--user: received "anonymous", which stands for all who are not known; expected the id of a user',
  ],
])('%j is refused', async (flags, message) => {
  const { exitCode, stderr } = await forget(...flags);
  expect(exitCode).toBe(2);
  expect(stderr.split('\n')[0]).toBe(message);
});

test('a failure of the store is reported, and that the run may be repeated', async () => {
  await engine.stop();
  const { exitCode, stderr } = await forget('--user', 'ana', '--dry-run');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^it broke off: .*\. Run it again, it goes on where it stopped\n$/);
}, 60_000);
