import type { DynamoDBRecord } from 'aws-lambda';
import { bannedUsers } from '../../../lambdas/user-bans/banned-users.ts';

const record = (userId: string, status: unknown, oldStatus?: string): DynamoDBRecord => ({
  dynamodb: {
    Keys: { userId: { S: userId } },
    NewImage: {
      userId: { S: userId },
      ...(status === undefined ? {} : { status: status as never }),
    },
    ...(oldStatus === undefined ? {} : { OldImage: { status: { S: oldStatus } } }),
  },
});
const banned = { S: 'banned' };

test('each user is named once, and as new when one of the writes banned them', () => {
  expect(
    bannedUsers([
      record('ana', banned, 'active'),
      record('ana', banned, 'banned'),
      record('beto', banned, 'banned'),
      record('carla', banned),
    ]),
  ).toEqual([
    { userId: 'ana', isNew: true },
    { userId: 'beto', isNew: false },
    { userId: 'carla', isNew: true },
  ]);
});

test.each([
  ['another status', record('ana', { S: 'active' }, 'banned')],
  ['no status', record('ana', undefined, 'banned')],
  ['a status that is no text', record('ana', { N: '7' })],
  ['no image', { dynamodb: { Keys: { userId: { S: 'ana' } } } }],
  ['no key', { dynamodb: { NewImage: { status: banned } } }],
  ['nothing', {}],
])('a record with %s is of no banned user, and nothing is thrown', (_, one) => {
  expect(bannedUsers([one])).toEqual([]);
});
