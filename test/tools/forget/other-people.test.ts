import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ForgetPorts, forgetUser } from '../../../tools/forget/forget-user.ts';
import { createAuditTable } from '../../support/audit-table.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { noNotices } from '../../support/no-notices.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';
import { createWebhookTables } from '../../support/webhook-tables.ts';

const tables = [
  ...['Connections', 'Proposals', 'Outbox', 'Quarantine', 'Revocations', 'Limits', 'Audit'],
  'Webhooks',
] as const;

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;
let proposals: ProposalTestTables;

beforeEach(async () => {
  engine = await startTestEngine();
  proposals = await createProposalTables(engine);
  await createAuditTable(engine);
  await createWebhookTables(engine);
  const sortKey = { name: 'changeId' };
  await engine.createTable({ name: 'Quarantine', partitionKey: { name: 'table' }, sortKey });
});
afterEach(() => engine.stop());

const forget = (userId: string) =>
  forgetUser(userId, {
    client: engine.client,
    tableNames: Object.fromEntries(
      tables.map(table => [table, table]),
    ) as unknown as ForgetPorts['tableNames'],
    gateway: { close: async () => ({ kind: 'sent' }) },
    now: () => nowMs,
    pause: async () => undefined,
    store: proposals.store,
    overdue: { timeOut: async () => true },
    postNotice: noNotices,
    onUnclosed: () => undefined,
    onTable: () => undefined,
  });

async function put(TableName: string, Item: Readonly<Record<string, unknown>>): Promise<void> {
  await engine.client.send(new PutCommand({ TableName, Item }));
}

const at = { createdAt: '2026-11-21T23:14:34.176Z', expiresAt: '2999-11-21T20:14:00.000Z' };

/** What each table may hold of one user, and of nobody else; `name` is what others call them in texts. */
async function fillFor(userId: string, name = userId): Promise<void> {
  await proposals.putProposal({
    ...{ proposalId: `p-${Buffer.from(userId).toString('hex')}`, kind: 'pago', fightId: 'f1' },
    ...{ fromUserId: userId, toUserId: 'beto', amount: 14, currency: 'MXN', status: 'pending' },
    ...{ message: `${name} at 23:14, 14 of 2026`, title: { pending: 1 }, ...at },
  } as never);
  await put('Outbox', {
    ...{
      eventId: `to-${userId}.1`,
      type: 'notification',
      channel: 'inbox',
      source: 'users',
      ...at,
    },
    target: { users: [userId, 'beto'], roles: ['bettor'] },
    data: { userId, title: `to ${name}`, users: 14, status: 'pending', data: { MXN: 14, ...at } },
  });
  await put('Quarantine', {
    ...{ table: 'Bets', changeId: `c-${userId}`, key: '14', recordedAt: at.createdAt },
    reason: 'Bets "14": status is "pending", expected one of open',
    item: JSON.stringify({ userId, amount: 14, currency: 'MXN', status: 'pending', ...at }),
  });
  const revokedAtMs = nowMs;
  await put('Revocations', { userId, tokenId: 't-1', revokedAtMs, by: userId, reason: 'phone' });
  for (const kind of ['requests', 'pending', 'streams', 'sockets']) {
    await put('Limits', { subject: `${kind}#${userId}`, slot: '14', requests: 14 });
  }
  await put('Audit', {
    ...{ dayShard: '2026-11-21#3', entryId: `${at.createdAt}#${userId}`, at: at.createdAt },
    ...{ actor: userId, actorShard: `${userId}#3`, role: 'bettor', action: 'pending' },
    ...{ actionShard: 'pending#3', subject: `user#${userId}`, outcome: 'done', count: 14 },
    ...{ sourceIp: '203.0.113.14', correlationId: 'MXN', reason: `for user ${userId}` },
  });
  await put('Webhooks', {
    ...{ webhookId: `w-${userId}`, laneId: '14', url: `https://${userId}/`, types: [userId] },
    ...{ status: 'enabled', version: 14, description: `${name} at 23:14` },
    maker: { userId, role: 'bettor', permissions: ['pending'] },
  });
}

/** The names of the engine's answers are in no order. */
const sorted = (_name: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** All items as they are stored, but what keeps the tokens of one user out. */
async function everythingBut(forgotten: string): Promise<readonly string[]> {
  const scans = tables.map(async TableName => {
    const scan = new ScanCommand({ TableName, ConsistentRead: true });
    const { Items = [] } = await engine.client.send(scan);
    return Items.filter(({ userId, tokenId }) => tokenId?.S !== '*' || userId?.S !== forgotten).map(
      item => `${TableName} ${JSON.stringify(item, sorted)}`,
    );
  });
  return (await Promise.all(scans)).flat().toSorted();
}

const neighbours = [
  ...['pepe:mx', 'pepe/1', 'pepe#2', 'pepe+1', 'pepe%20b', 'a-pepe', 'pepe.mx', 'pepe,beto'],
  ...['mx@pepe', 'pepe-1', 'pepe_1', 'pepe1', 'Pepe', 'josépepe', 'pepeé'],
];

/** In what people write these are pepe, and a mark of the sentence. */
const marked = ['pepe.', 'pepe,', '(pepe)', '"pepe"', 'user#pepe'];

test('users whose ids have the id in them keep all that they have, pending proposals too', async () => {
  for (const userId of neighbours) await fillFor(userId);
  for (const userId of marked) await fillFor(userId, 'he');
  const before = await everythingBut('pepe');
  expect(before).toHaveLength(20 * 10);
  await forget('pepe');
  expect(await everythingBut('pepe')).toEqual(before);
}, 60_000);

test.each(['14', '23', 'users', 'title', 'pending', '2026', 'bettor', 'MXN', 'f1', 'Bets'])(
  'the id %s is no time, number, name, status or type of others',
  async forgotten => {
    for (const userId of ['ana', 'carla']) await fillFor(userId);
    const before = await everythingBut(forgotten);
    await forget(forgotten);
    expect(await everythingBut(forgotten)).toEqual(before);
  },
  60_000,
);

test.each([
  ['14'],
  ['pending'],
  ['bettor-azul'],
  ['3f2a9c1e-7b0f-4c55-9b0e-5d2f0a6f4b11'],
  ['a.b|c(1)$&'],
  ['josé'],
])(
  'the user %s is forgotten, and ana is as she was',
  async userId => {
    await fillFor('ana');
    const others = await everythingBut('');
    await fillFor(userId);
    await forget(userId);
    const after = await everythingBut(userId);
    expect(after).toEqual(expect.arrayContaining([...others]));
    const masked = after.filter(item => !others.includes(item));
    expect(masked.map(item => item.split(' ')[0])).toEqual([
      ...['Audit', 'Outbox', 'Proposals', 'Webhooks'],
    ]);
    const [entry = '', event = '', proposal = '', webhook = ''] = masked;
    expect(entry).toMatch(/"actor":\{"S":"forgotten-\w+"\}/);
    expect(entry).toMatch(/"subject":\{"S":"user#forgotten-\w+"\}/);
    expect(event).toMatch(/"users":\{"L":\[\{"S":"forgotten-\w+"\},\{"S":"beto"\}\]\}/);
    expect(event).toMatch(/"userId":\{"S":"forgotten-\w+"\}/);
    expect(proposal).toMatch(/"fromUserId":\{"S":"forgotten-\w+"\}/);
    expect(proposal).toContain('"status":{"S":"cancelled"}');
    expect(proposal).not.toContain('message');
    expect(webhook).toMatch(/"maker":\{"M":\{.*"userId":\{"S":"forgotten-\w+"\}\}\}/);
    expect(webhook).toContain('"status":{"S":"disabled"}');
  },
  60_000,
);
