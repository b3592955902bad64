import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Makers } from '../../../../core/webhook/makers.ts';
import type { WebhookMaker } from '../../../../core/webhook/stored-webhook.ts';
import { createRevocations } from '../../../../lambdas/adapters/identity/revocations-table.ts';
import { createMakers } from '../../../../lambdas/adapters/webhooks/makers.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let makers: Makers;
let revoke: (userId: string, tokenId: string) => Promise<void>;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
  await engine.createTable({
    name: 'Revocations',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'tokenId' },
  });
  const revocations = createRevocations(engine.client, {
    revocationsTableName: 'Revocations',
    usersTableName: 'Users',
  });
  makers = createMakers(engine.client, revocations, 'Users');
  revoke = (userId, tokenId) =>
    revocations.revoke({ userId, tokenId, revokedAtMs: nowMs, by: 'root', reason: 'left' });
});
afterAll(() => engine.stop());

async function putUser(userId: string, item: Readonly<Record<string, unknown>>): Promise<void> {
  await engine.client.send(new PutCommand({ TableName: 'Users', Item: { userId, ...item } }));
}

const maker = (userId: string, parts: Partial<WebhookMaker> = {}): WebhookMaker => ({
  ...{ userId, role: 'admin', permissions: [], issuedAtMs: nowMs - 1_000 },
  ...parts,
});

test('who is not in Users, or has no role there, may on: their token is all there is [W3]', async () => {
  expect(await makers.standingOf(maker('nobody'))).toBe('may');
  expect(await makers.listedRoleOf('nobody')).toBeUndefined();
  await putUser('plain', { status: 'active' });
  await putUser('odd', { role: 7 });
  await putUser('null', { role: null });
  for (const userId of ['plain', 'odd', 'null']) {
    expect(await makers.listedRoleOf(userId)).toBeUndefined();
    expect(await makers.standingOf(maker(userId))).toBe('may');
  }
});

test('who is revoked, by token, by session or altogether, or is banned, may no more [W3]', async () => {
  await revoke('by-token', 't-1');
  await revoke('by-session', 's-1');
  await revoke('altogether', '*');
  await putUser('banned', { status: 'banned', role: 'admin' });
  expect(await makers.standingOf(maker('by-token', { tokenId: 't-1' }))).toBe('revoked');
  expect(await makers.standingOf(maker('by-token', { tokenId: 't-2' }))).toBe('may');
  expect(await makers.standingOf(maker('by-session', { sessionId: 's-1' }))).toBe('revoked');
  expect(await makers.standingOf(maker('altogether'))).toBe('revoked');
  const later = maker('altogether', { issuedAtMs: nowMs + 1_000 });
  expect(await makers.standingOf(later)).toBe('may');
  expect(await makers.standingOf(maker('banned'))).toBe('revoked');
});

test('who was admin in Users and is operator there may no more, from that very write [W3]', async () => {
  await putUser('kim', { role: 'admin' });
  const kim = maker('kim', { listedRole: 'admin' });
  expect(await makers.standingOf(kim)).toBe('may');
  await putUser('kim', { role: 'operator' });
  expect(await makers.listedRoleOf('kim')).toBe('operator');
  expect(await makers.standingOf(kim)).toBe('demoted');
});
