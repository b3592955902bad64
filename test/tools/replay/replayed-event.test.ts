import { arrivingAttributes, storedAttributes } from '../../../core/change/attribute-value.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { outboxItem } from '../../../core/publish/outbox-item.ts';
import { type ChannelEvent, type ChannelName, channelNames } from '../../../core/wire/event.ts';
import { publishRequestSchema } from '../../../core/wire/management/events.ts';
import { mayBeShown, replayedEvent } from '../../../tools/replay/replayed-event.ts';
import { testEvent } from '../../support/event-log.ts';

const replay = { channel: 'fights', into: 'system', run: '1' } as const;
const entry = (event: ChannelEvent) => ({ epoch: 'k3f9', seq: 7, event, appendedAtMs: 5 });

test('a replayed event is of a type of its own, low, and has the whole event as its data', () => {
  const event = testEvent('change-1.created', { type: 'FIGHT_CREATED', priority: 'critical' });
  expect(replayedEvent(entry(event), replay)).toEqual({
    target: { channels: ['system'] },
    type: 'replay.FIGHT_CREATED',
    priority: 'low',
    data: { replayOf: { channel: 'fights', cursor: 'k3f9.7', appendedAt: 5 }, event },
    idempotencyKey: 'replay-1-system-fights-k3f9.7',
  });
});

test('POST /events takes it, and the fan-out too, with the longest of everything', () => {
  const event = testEvent('change-1.created', { type: `T${'x'.repeat(63)}` });
  const request = replayedEvent(
    { epoch: 'k'.repeat(16), seq: Number.MAX_SAFE_INTEGER, event, appendedAtMs: 5 },
    { channel: 'payment-streams', into: 'notifications', run: 'r'.repeat(32) },
  );
  expect(publishRequestSchema.parse({ events: [request] })).toEqual({ events: [request] });
  const { type, data } = request;
  const item = outboxItem({ audience: { channels: ['notifications'] }, type, data }, 'id-1', 0);
  const storing = storedAttributes(item);
  const change = { table: 'Outbox', changeId: 'id-1', recordedAtMs: 0, key: 'id-1' } as const;
  const newItem = storing.kind === 'stored' ? arrivingAttributes(storing.stored) : undefined;
  const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };
  expect(changeToEvents({ ...change, ...(newItem && { newItem }) }, thresholds)).toMatchObject({
    kind: 'events',
    events: [{ event: { type: `replay.T${'x'.repeat(56)}` } }],
  });
});

describe('who may see a replay', () => {
  const shownIn = (event: ChannelEvent) => channelNames.filter(into => mayBeShown(event, into));
  const of = (channel: ChannelName, parts: Partial<ChannelEvent> = {}) =>
    testEvent('e', { channel, ...parts });
  const admins = ['users', 'finance', 'global'];
  const staff = ['system', 'fights', 'bets', ...admins.slice(0, 2), 'streaming'];

  test.each<[string, ChannelEvent, readonly string[]]>([
    ['admins only', of('finance'), admins],
    ['the staff', of('fights'), [...staff, 'notifications', 'global']],
    ['staff of a payment stream', of('payment-streams'), [...staff, 'notifications', 'global']],
    [
      'the staff, and whoever has the permission',
      of('workflows'),
      [...staff, 'workflows', 'notifications', 'global'],
    ],
    [
      'staff and who requested it',
      of('workflows', { type: 'workflow.bulk_completed', data: { requestedBy: 'ana' } }),
      [...staff, 'notifications', 'global'],
    ],
    ['nobody else than a workflow names', of('workflows', { data: { visibleTo: [] } }), []],
    ['whom it is addressed to', of('inbox', { metadata: { target: { users: ['ana'] } } }), []],
    ['roles', of('fights', { metadata: { target: { roles: ['operator'] } } }), []],
  ])('is %s', (_who, event, expected) => {
    expect(shownIn(event)).toEqual(expected);
  });
});
