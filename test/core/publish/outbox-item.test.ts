import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { isVisible } from '../../../core/channel/is-visible.ts';
import { logsFor } from '../../../core/channel/logs-for.ts';
import { type Audience, outboxItem } from '../../../core/publish/outbox-item.ts';
import { type ChannelEvent, channelNames } from '../../../core/wire/event.ts';

const nowMs = 1_795_291_204_250;

const itemFor = (audience: Audience) =>
  outboxItem({ audience, type: 'notification', data: { title: 'hola' } }, 'e1', nowMs);

/** The event that the fan-out makes of it. */
function eventFor(audience: Audience): ChannelEvent {
  const change = { table: 'Outbox', changeId: 'c1', key: 'e1', recordedAtMs: nowMs } as const;
  const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };
  const result = changeToEvents({ ...change, newItem: itemFor(audience) }, thresholds);
  if (result.kind === 'malformed' || result.events[0] === undefined) {
    throw new Error(`expected an event, received ${JSON.stringify(result)}`);
  }
  return result.events[0].event;
}

/** On which channels someone of that role sees the event. */
const seenBy = (audience: Audience, role: string, permissions: readonly string[] = []) => {
  const parts = { userId: 'ana', connectionId: 'c-1', permissions };
  const event = eventFor(audience);
  return channelNames.filter(
    log => logsFor(event).includes(log) && isVisible(event, { role, ...parts }, log),
  );
};

test('an item holds the publication and where it goes, and nothing that is undefined', () => {
  const publication = {
    audience: { users: ['ana'] },
    type: 'notification',
    data: { title: 'hola' },
    priority: 'high',
    correlationId: undefined,
  } as const;
  expect(outboxItem(publication, 'e1', nowMs)).toEqual({
    eventId: 'e1',
    type: 'notification',
    data: { title: 'hola' },
    priority: 'high',
    target: { users: ['ana'] },
    source: 'management',
    createdAt: '2026-11-21T20:00:04.250Z',
  });
});

test('its event has the id and the time of the publication', () => {
  expect(eventFor({ users: ['ana'] })).toMatchObject({ id: 'e1', timestamp: nowMs });
});

test.each<[string, Audience, readonly string[], readonly string[], readonly string[]]>([
  ['a user', { users: ['ana'] }, ['global', 'inbox'], ['inbox'], ['inbox']],
  ['another user', { users: ['beto'] }, ['global'], [], []],
  ['the role operator', { roles: ['operator'] }, ['global'], ['inbox'], []],
  [
    'everyone',
    { broadcast: true },
    [...channelNames],
    [
      ...['system', 'fights', 'bets', 'streaming', 'payment-streams', 'workflows'],
      ...['notifications', 'inbox'],
    ],
    ['payment-streams', 'inbox'],
  ],
  ['a channel', { channels: ['bets'] }, ['bets', 'global'], ['bets'], []],
  [
    'channels of different readers',
    { channels: ['users', 'fights', 'finance'] },
    ['fights', 'users', 'finance', 'global'],
    ['fights'],
    [],
  ],
  [
    'a stream of fights',
    { connection: { connectionId: 'c-1', channel: 'fights' } },
    ['fights', 'global', 'inbox'],
    ['fights', 'inbox'],
    ['inbox'],
  ],
  [
    'a stream of several channels',
    { connection: { connectionId: 'c-1', channel: 'live', channels: ['fights', 'users'] } },
    ['fights', 'users', 'global', 'inbox'],
    ['fights', 'inbox'],
    ['inbox'],
  ],
  [
    'a stream of several channels with the inbox',
    { connection: { connectionId: 'c-1', channel: 'live', channels: ['fights', 'inbox'] } },
    ['global', 'inbox'],
    ['inbox'],
    ['inbox'],
  ],
  [
    'a socket',
    { connection: { connectionId: 'c-1', channel: 'proposals' } },
    ['global', 'inbox'],
    ['inbox'],
    ['inbox'],
  ],
  [
    'another connection',
    { connection: { connectionId: 'c-2', channel: 'fights' } },
    ['global'],
    [],
    [],
  ],
])(
  'for %s: what admins, operators and bettors see',
  (_title, audience, admin, operator, bettor) => {
    expect(seenBy(audience, 'admin')).toEqual(admin);
    expect(seenBy(audience, 'operator')).toEqual(operator);
    expect(seenBy(audience, 'bettor')).toEqual(bettor);
  },
);

test('of channels with the same roles the home is that which a permission opens as well', () => {
  const audience: Audience = { channels: ['fights', 'workflows'] };
  expect(eventFor(audience)).toMatchObject({
    channel: 'workflows',
    metadata: { target: { channels: ['fights'] } },
  });
  expect(seenBy(audience, 'bettor', ['workflow:read'])).toEqual(['workflows']);
  expect(seenBy(audience, 'operator')).toEqual(['fights', 'workflows']);
  expect(seenBy(audience, 'bettor')).toEqual([]);
});
