import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Notice } from '../../../../core/connection/mailbox.ts';
import {
  createMailbox,
  createPostNotice,
} from '../../../../lambdas/adapters/connections/mailboxes.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const nowMs = Date.parse('2026-11-21T20:00:00.000Z');

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
});
afterAll(() => engine.stop());

const postTo = (tableName: string, unposted: [Notice, unknown][] = []) =>
  createPostNotice({
    client: engine.client,
    tableName,
    now: () => nowMs,
    onUnposted: (...failure) => unposted.push(failure),
  });

const mailboxOf = (id: string) => createMailbox(engine.client, 'Limits', id);

test('a notice is read until it is removed, by the process that it is for and no other', async () => {
  const post = postTo('Limits');
  const [mine, other] = [mailboxOf('mine'), mailboxOf('other')];
  await post('mine', { connectionId: 'c-1', reason: 'revoked' });
  await post('mine', { connectionId: 'c-2', reason: 'replaced' });
  await post('other', { connectionId: 'c-3', reason: 'disconnected' });
  const notices = [
    { connectionId: 'c-1', reason: 'revoked' },
    { connectionId: 'c-2', reason: 'replaced' },
  ];
  expect(await mine.read()).toEqual(notices);
  expect(await mine.read()).toEqual(notices);
  await mine.remove([{ connectionId: 'c-1', reason: 'revoked' }]);
  expect(await mine.read()).toEqual(notices.slice(1));
  expect(await other.read()).toEqual([{ connectionId: 'c-3', reason: 'disconnected' }]);
});

test('a later notice of the same connection takes the place of the first', async () => {
  const post = postTo('Limits');
  await post('twice', { connectionId: 'c-1', reason: 'revoked' });
  await post('twice', { connectionId: 'c-1', reason: 'replaced' });
  expect(await mailboxOf('twice').read()).toEqual([{ connectionId: 'c-1', reason: 'replaced' }]);
});

test('of 201 notices a read has 200, and the next one the last', async () => {
  const post = postTo('Limits');
  const ids = Array.from({ length: 201 }, (_, n) => `c-${String(n).padStart(3, '0')}`);
  await Promise.all(ids.map(connectionId => post('full', { connectionId, reason: 'replaced' })));
  const mailbox = mailboxOf('full');
  const first = await mailbox.read();
  await mailbox.remove(first);
  const second = await mailbox.read();
  expect([first.length, second.length]).toEqual([200, 1]);
  expect([...first, ...second].map(({ connectionId }) => connectionId)).toEqual(ids);
  await mailbox.remove(second);
  expect(await mailbox.read()).toEqual([]);
});

test('what nobody reads goes after an hour', async () => {
  await postTo('Limits')('dead', { connectionId: 'c-1', reason: 'revoked' });
  const query = new QueryCommand({
    TableName: 'Limits',
    KeyConditionExpression: 'subject = :subject',
    ExpressionAttributeValues: { ':subject': 'mailbox#dead' },
  });
  expect((await engine.client.send(query)).Items).toEqual([
    { subject: 'mailbox#dead', slot: 'c-1', reason: 'revoked', expiresAt: nowMs / 1_000 + 3_600 },
  ]);
});

test('a notice whose reason only newer code knows ends its stream all the same', async () => {
  const Item = { subject: 'mailbox#newer', slot: 'c-1', reason: 'moved', expiresAt: 1 };
  await engine.client.send(new PutCommand({ TableName: 'Limits', Item }));
  expect(await mailboxOf('newer').read()).toEqual([
    { connectionId: 'c-1', reason: 'disconnected' },
  ]);
});

test('a notice that cannot be posted is reported, and fails nothing', async () => {
  const unposted: [Notice, unknown][] = [];
  const notice = { connectionId: 'c-1', reason: 'revoked' } as const;
  await postTo('Nowhere', unposted)('mine', notice);
  expect(unposted).toEqual([
    [notice, expect.objectContaining({ name: 'ResourceNotFoundException' })],
  ]);
});
