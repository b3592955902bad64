import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Revocations } from '../../../../core/auth/revocations.ts';
import { createRevocations } from '../../../../lambdas/adapters/identity/revocations-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const revokedAtMs = Date.parse('2026-11-20T20:00:00.500Z');
const by = { by: 'kim', reason: 'stolen phone' };

let engine: TestEngine;
let revocations: Revocations;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'Revocations',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'tokenId' },
  });
  revocations = createRevocations(engine.client, {
    revocationsTableName: 'Revocations',
    usersTableName: 'Users',
  });
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
});

afterAll(() => engine.stop());

test('nobody is revoked until someone is', async () => {
  const token = { userId: 'none', tokenId: 't', sessionId: 's', issuedAtMs: 0 };
  expect(await revocations.isRevoked(token)).toBe(false);
});

test('a user who was revoked is so with every token of that time, and not with a later one', async () => {
  await revocations.revoke({ userId: 'ana', tokenId: '*', revokedAtMs, ...by });
  const issuedAt = (text: string) => ({ userId: 'ana', issuedAtMs: Date.parse(text) });
  expect(await revocations.isRevoked(issuedAt('2026-11-20T19:00:00.000Z'))).toBe(true);
  expect(await revocations.isRevoked(issuedAt('2026-11-20T20:00:00.000Z'))).toBe(true);
  expect(await revocations.isRevoked(issuedAt('2026-11-20T20:00:01.000Z'))).toBe(false);
  expect(await revocations.isRevoked({ userId: 'ana', tokenId: 'undated' })).toBe(true);
  expect(await revocations.isRevoked({ userId: 'anabel', issuedAtMs: 0 })).toBe(false);
});

test('a token that was revoked is so at any time, with the SSE tokens made from it', async () => {
  await revocations.revoke({ userId: 'bea', tokenId: 'stolen', revokedAtMs, ...by });
  const issuedAtMs = revokedAtMs + 60_000;
  const isRevoked = (token: object) =>
    revocations.isRevoked({ userId: 'bea', issuedAtMs, ...token });
  expect(await isRevoked({ tokenId: 'stolen' })).toBe(true);
  expect(await isRevoked({ tokenId: 'sse-1', sessionId: 'stolen' })).toBe(true);
  expect(await isRevoked({ tokenId: 'sse-1', sessionId: 'other' })).toBe(false);
  expect(await isRevoked({})).toBe(false);
  expect(await revocations.isRevoked({ userId: 'ben', tokenId: 'stolen' })).toBe(false);
});

test('a token whose id is the sign for all of them is judged by its time, as all are', async () => {
  await revocations.revoke({ userId: 'eve', tokenId: '*', revokedAtMs, ...by });
  const token = { userId: 'eve', tokenId: '*', issuedAtMs: revokedAtMs + 1_000 };
  expect(await revocations.isRevoked(token)).toBe(false);
});

describe('a banned user', () => {
  const putUser = (item: object) =>
    engine.client.send(new PutCommand({ TableName: 'Users', Item: { userId: 'bo', ...item } }));
  const later = { userId: 'bo', tokenId: 't-later', issuedAtMs: revokedAtMs + 86_400_000 };

  test('is as one who was revoked, with tokens of later too, for as long as the ban stands', async () => {
    expect(await revocations.isRevoked(later)).toBe(false);
    await putUser({ status: 'banned' });
    expect(await revocations.isRevoked(later)).toBe(true);
    expect(await revocations.isRevoked({ userId: 'bo' })).toBe(true);
    expect(await revocations.listOf('bo', { limit: 50 })).toEqual({ revocations: [] });
    await putUser({ status: 'active' });
    expect(await revocations.isRevoked(later)).toBe(false);
  });

  test.each([
    ['active', { status: 'active' }],
    ['pending', { status: 'pending' }],
    ['without a status', {}],
    ['of a status that is none', { status: 7 }],
  ])('is not one who is %s', async (_, item) => {
    await putUser(item);
    expect(await revocations.isRevoked(later)).toBe(false);
  });

  test('whose ban is lifted is let in no further than an admin’s revocations allow', async () => {
    await putUser({ status: 'banned' });
    await revocations.revoke({ userId: 'bo', tokenId: '*', revokedAtMs, ...by });
    await revocations.revoke({ userId: 'bo', tokenId: 'stolen', revokedAtMs, ...by });
    await putUser({ status: 'active' });
    expect(await revocations.isRevoked({ userId: 'bo', issuedAtMs: revokedAtMs })).toBe(true);
    expect(await revocations.isRevoked({ ...later, tokenId: 'stolen' })).toBe(true);
    expect(await revocations.isRevoked(later)).toBe(false);
  });
});

test('what was revoked is listed, and lifted once', async () => {
  const revocation = { userId: 'cleo', tokenId: 't-1', revokedAtMs, ...by };
  await revocations.revoke(revocation);
  expect(await revocations.listOf('cleo', { limit: 50 })).toEqual({ revocations: [revocation] });
  expect(await revocations.lift('cleo', 't-1')).toBe(true);
  expect(await revocations.lift('cleo', 't-1')).toBe(false);
  expect(await revocations.isRevoked({ userId: 'cleo', tokenId: 't-1' })).toBe(false);
});

test('a list has pages, each as long as asked, and a next is good for its user only', async () => {
  const ids = ['t-0', 't-1', 't-2'];
  const revoke = (tokenId: string) =>
    revocations.revoke({ userId: 'flo', tokenId, revokedAtMs, ...by });
  await Promise.all(ids.map(revoke));
  const first = await revocations.listOf('flo', { limit: 2 });
  expect(first.revocations.map(({ tokenId }) => tokenId)).toEqual(['t-0', 't-1']);
  const second = await revocations.listOf('flo', { limit: 2, next: first.next });
  expect(second.revocations.map(({ tokenId }) => tokenId)).toEqual(['t-2']);
  expect(second.next).toBeUndefined();
  for (const next of [first.next, 't-1']) {
    await expect(revocations.listOf('cleo', { limit: 2, next })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  }
});

test('a revocation is kept for 400 days', async () => {
  await revocations.revoke({ userId: 'dora', tokenId: '*', revokedAtMs, ...by });
  const Key = { userId: 'dora', tokenId: '*' };
  const { Item } = await engine.client.send(new GetCommand({ TableName: 'Revocations', Key }));
  expect(Item?.ttl).toBe(Date.parse('2027-12-25T20:00:01.000Z') / 1_000);
});

test('a row that is not as expected lets nobody in', async () => {
  const Item = { userId: 'odd', tokenId: '*', revokedAtMs: 'yesterday' };
  await engine.client.send(new PutCommand({ TableName: 'Revocations', Item }));
  await expect(revocations.isRevoked({ userId: 'odd', issuedAtMs: 0 })).rejects.toThrow();
});
