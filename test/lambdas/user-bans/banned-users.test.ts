import type { DynamoDBRecord } from 'aws-lambda';
import { bannedUsers } from '../../../lambdas/user-bans/banned-users.ts';

let changes = 0;
beforeEach(() => {
  changes = 0;
});

const record = (userId: string, status: unknown, oldStatus?: string): DynamoDBRecord => ({
  eventID: `change-${++changes}`,
  dynamodb: {
    ApproximateCreationDateTime: 1_795_204_800 + changes,
    Keys: { userId: { S: userId } },
    NewImage: {
      userId: { S: userId },
      ...(status === undefined ? {} : { status: status as never }),
    },
    ...(oldStatus === undefined ? {} : { OldImage: { status: { S: oldStatus } } }),
  },
});
const banned = { S: 'banned' };

test('each user is named once, by the last write that banned them, else by the last', () => {
  expect(
    bannedUsers([
      record('ana', banned, 'active'),
      record('ana', banned, 'banned'),
      record('beto', banned, 'banned'),
      record('carla', banned),
      record('carla', { S: 'active' }, 'banned'),
      record('carla', banned, 'active'),
    ]),
  ).toEqual([
    { userId: 'ana', isNew: true, changeId: 'change-1', writtenAtMs: 1_795_204_801_000 },
    { userId: 'beto', isNew: false, changeId: 'change-3', writtenAtMs: 1_795_204_803_000 },
    { userId: 'carla', isNew: true, changeId: 'change-6', writtenAtMs: 1_795_204_806_000 },
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
