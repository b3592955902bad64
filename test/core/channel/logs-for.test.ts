import { logsFor } from '../../../core/channel/logs-for.ts';
import type { ChannelName, Target } from '../../../core/wire/event.ts';
import type { Priority } from '../../../core/wire/priority.ts';
import { eventOf } from './event-of.ts';

const ana: Target = { users: ['ana'] };

const rows: readonly [string, ChannelName, Priority, Target | undefined, ChannelName[]][] = [
  ['low', 'bets', 'low', undefined, ['bets', 'global']],
  ['normal', 'bets', 'normal', undefined, ['bets', 'global']],
  ['high', 'bets', 'high', undefined, ['bets', 'notifications', 'global']],
  ['critical', 'system', 'critical', undefined, ['system', 'notifications', 'global']],
  ['at home on notifications', 'notifications', 'normal', undefined, ['notifications', 'global']],
  [
    'at home on notifications, high',
    'notifications',
    'high',
    undefined,
    ['notifications', 'global'],
  ],
  ['at home on global', 'global', 'normal', undefined, ['global']],
  ['at home on global, high', 'global', 'high', undefined, ['global', 'notifications']],
  ['addressed to a user', 'bets', 'normal', ana, ['bets', 'global', 'inbox']],
  ['addressed to a role', 'bets', 'normal', { roles: ['operator'] }, ['bets', 'global', 'inbox']],
  [
    'addressed to a connection',
    'bets',
    'normal',
    { connections: ['c'] },
    ['bets', 'global', 'inbox'],
  ],
  ['addressed and critical: no notification', 'bets', 'critical', ana, ['bets', 'global', 'inbox']],
  ['at home in the inbox', 'inbox', 'high', ana, ['inbox', 'global']],
  [
    'copied',
    'bets',
    'normal',
    { channels: ['fights', 'system'] },
    ['bets', 'global', 'fights', 'system'],
  ],
  [
    'copied to where it stands',
    'bets',
    'high',
    { channels: ['bets', 'global', 'notifications'] },
    ['bets', 'notifications', 'global'],
  ],
  [
    'copied twice',
    'bets',
    'normal',
    { channels: ['fights', 'fights'] },
    ['bets', 'global', 'fights'],
  ],
  [
    'addressed and copied',
    'bets',
    'high',
    { ...ana, channels: ['notifications'] },
    ['bets', 'global', 'inbox', 'notifications'],
  ],
  ['addressed to no one', 'bets', 'high', { users: [] }, ['bets', 'notifications', 'global']],
];

test.each(rows)('an event that is %s [G2]', (_title, home, priority, target, logs) => {
  expect(logsFor(eventOf(home, target ? { priority, target } : { priority }))).toEqual(logs);
});
