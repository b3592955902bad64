import type { Publisher } from '../../../clients/backend/index.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;
let publisher: Publisher;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
});
afterAll(() => tables.stop());

test('an act that does not say whose it is, or why, is not put down to the one before', async () => {
  const { users } = publisher;
  await users.registered({ userId: 'ana', role: 'bettor' });
  await users.banned({ userId: 'ana', updatedBy: 'root', reason: 'fraud' });
  await users.unbanned({ userId: 'ana', updatedBy: 'root' });
  await tables.received();
  await users.banned({ userId: 'ana' });
  await users.unbanned({ userId: 'ana' });
  await users.verified({ userId: 'ana', updatedBy: 'root' });
  await users.roleChanged({ userId: 'ana', role: 'operator' });
  expect(await tables.received()).toEqual([
    ['USER_BANNED', { userId: 'ana', status: 'banned' }],
    ['ADMIN_ACTION', { userId: 'ana', action: 'unbanned', status: 'active' }],
    ['USER_VERIFIED', { userId: 'ana', updatedBy: 'root', verified: true }],
    [
      'ADMIN_ACTION',
      {
        userId: 'ana',
        action: 'role_changed',
        oldRole: 'bettor',
        newRole: 'operator',
        role: 'operator',
      },
    ],
  ]);
});

test('who is banned stays banned for the reason that was given, however often the ban is repeated without one', async () => {
  const { users } = publisher;
  await users.registered({ userId: 'beto' });
  await users.banned({ userId: 'beto', updatedBy: 'root', reason: 'fraud' });
  expect(await users.banned({ userId: 'beto' })).toEqual({ outcome: 'already', id: 'beto' });
  expect(await tables.item('Users', 'beto')).toMatchObject({ updatedBy: 'root', reason: 'fraud' });
});

test('a stream that is started again has neither the viewers nor the error of before', async () => {
  const { streams } = publisher;
  await streams.started({ streamId: 's1', fightId: 'f1' });
  await streams.viewers({ streamId: 's1', viewerCount: 25 });
  await streams.failed({ streamId: 's1', error: 'encoder lost' });
  await tables.received();
  await streams.started({ streamId: 's1' });
  expect(await tables.item('VideoStreams', 's1')).toEqual({
    streamId: 's1',
    fightId: 'f1',
    status: 'live',
    updatedAt: expect.any(String),
  });
  await streams.ended({ streamId: 's1' });
  expect(await tables.received()).toEqual([
    ['STREAM_STARTED', { streamId: 's1', fightId: 'f1', status: 'live' }],
    ['STREAM_ENDED', { streamId: 's1', fightId: 'f1', status: 'ended' }],
  ]);
});

test('a stream that is live already keeps its viewers when it is started again', async () => {
  const { streams } = publisher;
  await streams.started({ streamId: 's2' });
  await streams.viewers({ streamId: 's2', viewerCount: 25 });
  expect(await streams.started({ streamId: 's2' })).toEqual({ outcome: 'already', id: 's2' });
  expect(await tables.item('VideoStreams', 's2')).toMatchObject({ viewerCount: 25 });
});
