import { channels, homeOf, mayRead, servedChannel } from '../../../core/channel/channels.ts';
import { channelNames } from '../../../core/wire/event.ts';
import { isStateEventType, statePayloadSchemas } from '../../../core/wire/payloads.ts';

test('eleven channels are served, by these names in outputs [G1]', () => {
  expect(channels.map(({ name, title }) => `${name} ${title}`)).toEqual([
    'system System',
    'fights Fights',
    'bets Bets',
    'users Users',
    'finance Finance',
    'streaming Streaming',
    'payment-streams PaymentStreams',
    'workflows Workflows',
    'notifications Notifications',
    'global Global',
    'inbox Inbox',
  ]);
});

test.each([
  [
    'admin',
    [
      'system',
      'fights',
      'bets',
      'users',
      'finance',
      'streaming',
      'payment-streams',
      'workflows',
      'notifications',
      'global',
      'inbox',
    ],
  ],
  [
    'operator',
    [
      ...['system', 'fights', 'bets', 'streaming', 'payment-streams', 'workflows'],
      ...['notifications', 'inbox'],
    ],
  ],
  ['bettor', ['payment-streams', 'inbox']],
  ['Admin', ['payment-streams', 'inbox']],
])('the role %s may read exactly its channels', (role, readable) => {
  expect(channelNames.filter(name => mayRead(name, { role }))).toEqual(readable);
});

test.each([
  [['workflow:read'], ['payment-streams', 'workflows', 'inbox']],
  [
    ['workflow:*', 'workflow', 'Workflow:read'],
    ['payment-streams', 'inbox'],
  ],
])('the permissions %j let a bettor read exactly these channels [W1]', (permissions, readable) => {
  const reader = { role: 'bettor', permissions };
  expect(channelNames.filter(name => mayRead(name, reader))).toEqual(readable);
});

test('every type of state is at home on exactly one channel', () => {
  const listed = channels.flatMap(({ eventTypes }) => [...eventTypes]);
  expect([...listed].sort()).toEqual(Object.keys(statePayloadSchemas).sort());
  expect(listed.every(isStateEventType)).toBe(true);
  expect(homeOf('VIEWER_COUNT_UPDATE')).toBe('streaming');
});

test('a served channel is found by its name, another name is not', () => {
  expect(servedChannel('finance')?.title).toBe('Finance');
  expect(servedChannel('inbox')?.readers).toBe('signed-in');
  expect(servedChannel('payment-streams')?.readers).toBe('signed-in');
  expect(servedChannel('toString')).toBeUndefined();
});

test('of two channels the readers of one are among those of the other', () => {
  // An event for several channels is at home where most may read, and a copy shows nobody more.
  const people = [
    ...['admin', 'operator', 'bettor'].map(role => ({ role })),
    { role: 'bettor', permissions: ['workflow:read'] },
  ];
  type People = readonly (typeof people)[number][];
  const sets = channels.map(({ name }) => people.filter(person => mayRead(name, person)));
  const isWithin = (one: People, other: People) => one.every(person => other.includes(person));
  const apart = sets.filter(one =>
    sets.some(other => !isWithin(one, other) && !isWithin(other, one)),
  );
  expect(apart).toEqual([]);
});
