import { isVisible, type Reader } from '../../../core/channel/is-visible.ts';
import { type ChannelName, channelNames, type Target } from '../../../core/wire/event.ts';
import { eventOf } from './event-of.ts';

const noOne: Target | undefined = undefined;
const everyone: Target = { roles: ['*'] };
const ana: Target = { users: ['ana'] };
const beto: Target = { users: ['beto'] };

/**
 * One line per home channel, one column per log, in this order: system, fights, bets, users,
 * finance, streaming, payment-streams, notifications, global, inbox. `x` is seen. The events of
 * payment-streams name no sides: those who are not staff see none of them that is not addressed.
 */
const grids: readonly [string, Target | undefined, readonly string[]][] = [
  [
    'admin',
    noOne,
    [
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
      'xxxxxxxxxx.',
    ],
  ],
  [
    'admin',
    ana,
    [
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
      'xxxxxxxxxxx',
    ],
  ],
  [
    'admin',
    beto,
    [
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
      '.........x.',
    ],
  ],
  [
    'operator',
    noOne,
    [
      'xxx..xxxx..',
      'xxx..xxxx..',
      'xxx..xxxx..',
      '...........',
      '...........',
      'xxx..xxxx..',
      'xxx..xxxx..',
      'xxx..xxxx..',
      'xxx..xxxx..',
      '...........',
      'xxx..xxxx..',
    ],
  ],
  [
    'operator',
    ana,
    [
      'xxx..xxxx.x',
      'xxx..xxxx.x',
      'xxx..xxxx.x',
      '...........',
      '...........',
      'xxx..xxxx.x',
      'xxx..xxxx.x',
      'xxx..xxxx.x',
      'xxx..xxxx.x',
      '...........',
      'xxx..xxxx.x',
    ],
  ],
  ['operator', beto, Array.from({ length: 11 }, () => '...........')],
  [
    'bettor',
    noOne,
    [
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '......x....',
    ],
  ],
  [
    'bettor',
    ana,
    [
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '......x...x',
      '...........',
      '...........',
      '...........',
      '......x...x',
    ],
  ],
  ['bettor', beto, Array.from({ length: 11 }, () => '...........')],
  ['admin', everyone, Array.from({ length: 11 }, () => 'xxxxxxxxxxx')],
  [
    'bettor',
    everyone,
    [
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '...........',
      '......x...x',
      '...........',
      '...........',
      '...........',
      '......x...x',
    ],
  ],
];

test.each(grids)('what %s ana sees of events for %j [G2]', (role, target, grid) => {
  const reader = { userId: 'ana', role, connectionId: 'conn-1' };
  const seen = channelNames.map(home =>
    channelNames
      .map(log => (isVisible(eventOf(home, target ? { target } : {}), reader, log) ? 'x' : '.'))
      .join(''),
  );
  expect(seen).toEqual(grid);
});

const operator: Reader = { userId: 'oli', role: 'operator', connectionId: 'conn-1' };

test.each<[string, Target, boolean]>([
  ['their user', { users: ['ana', 'oli'] }, true],
  ['their role', { roles: ['operator'] }, true],
  ['their connection', { connections: ['conn-1'] }, true],
  ['one of them, though not the others', { users: ['ana'], connections: ['conn-1'] }, true],
  ['everyone signed in', { roles: ['*'] }, true],
  ['everyone, but as a user', { users: ['*'], connections: ['*'] }, false],
  ['another user', { users: ['ana'] }, false],
  ['another role', { roles: ['admin'] }, false],
  ['another connection', { connections: ['conn-2'] }, false],
  ['a user by the name of their role', { users: ['operator'] }, false],
])('an event addressed to %s', (_title, target, seen) => {
  expect(isVisible(eventOf('bets', { target }), operator, 'bets')).toBe(seen);
});

test('copies to other channels alone address no one', () => {
  const event = eventOf('bets', { target: { channels: ['fights'] } });
  expect(isVisible(event, operator, 'fights')).toBe(true);
});

test.each<ChannelName>(['notifications', 'system'])(
  'no copy on %s shows an operator what is at home on finance',
  log => {
    const target: Target = { roles: ['operator'], channels: [log] };
    expect(isVisible(eventOf('finance', { priority: 'critical', target }), operator, log)).toBe(
      false,
    );
    expect(isVisible(eventOf('finance', { priority: 'critical' }), operator, log)).toBe(false);
  },
);

test('only the types asked for are seen', () => {
  const event = eventOf('bets');
  expect(isVisible(event, { ...operator, types: new Set(['NEW_BET']) }, 'bets')).toBe(true);
  expect(isVisible(event, { ...operator, types: new Set(['BET_MATCHED']) }, 'bets')).toBe(false);
  expect(isVisible(event, { ...operator, types: new Set() }, 'bets')).toBe(false);
});

test('the priority asked for is the least that is seen', () => {
  const seen = (['low', 'normal', 'high', 'critical'] as const).filter(priority =>
    isVisible(eventOf('bets', { priority }), { ...operator, minPriority: 'high' }, 'bets'),
  );
  expect(seen).toEqual(['high', 'critical']);
});
