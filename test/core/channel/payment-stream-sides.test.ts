import { isVisible, type Reader } from '../../../core/channel/is-visible.ts';
import {
  channelSelection,
  countedOn,
  isSelected,
  liveSelection,
} from '../../../core/channel/selection.ts';
import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { shownOn } from '../../../core/wire/shown-on.ts';
import { testEvent } from '../../support/event-log.ts';

const paid: ChannelEvent = testEvent('e1', {
  type: 'stream.cancelled',
  channel: 'payment-streams',
  priority: 'high',
  data: { streamId: 'stream-1', sender: 'ana', recipient: 'GBEA' },
});
const logs: readonly ChannelName[] = ['payment-streams', 'notifications', 'global', 'inbox'];

const reader = (userId: string, role: string, parts: Partial<Reader> = {}): Reader => ({
  userId,
  role,
  connectionId: 'c1',
  ...parts,
});
const seenIn = (event: ChannelEvent, who: Reader) =>
  logs.filter(log => isVisible(event, who, log)).join(' ');

test.each([
  ['its sender', reader('ana', 'bettor'), 'payment-streams'],
  [
    'its recipient by address',
    reader('bea', 'bettor', { addresses: ['GX', 'GBEA'] }),
    'payment-streams',
  ],
  ['a user who is called like the address', reader('GBEA', 'visitor'), 'payment-streams'],
  ['a stranger', reader('cruz', 'bettor'), ''],
  ['a stranger with addresses', reader('cruz', 'bettor', { addresses: ['GCRUZ'] }), ''],
  [
    'a stranger whose address has other letters',
    reader('cruz', 'bettor', { addresses: ['gbea', 'Ana'] }),
    '',
  ],
  [
    'a stranger who is called like the stream',
    reader('stream-1', 'bettor', { addresses: ['stream-1'] }),
    '',
  ],
  ['a stranger whose role is almost one of staff', reader('cruz', 'Operator'), ''],
  ['an operator', reader('oli', 'operator'), 'payment-streams notifications'],
  ['an admin', reader('kim', 'admin'), 'payment-streams notifications global'],
])('an event of a payment stream is seen by %s in: %s', (_who, who, expected) => {
  expect(seenIn(paid, who)).toBe(expected);
});

test.each([
  [undefined, 'payment-streams notifications global'],
  [{ streams: ['stream-1'] }, 'payment-streams notifications global'],
  [{ streams: ['stream-2'] }, 'notifications global'],
  [{ users: ['cruz'] }, 'notifications global'],
  [{ users: ['cruz'], all: true }, 'payment-streams notifications global'],
])('the filter %j holds on payment-streams alone', (paymentStreams, expected) => {
  const kim = reader('kim', 'admin', { paymentStreams });
  expect(seenIn(paid, kim)).toBe(expected);
  const channels: readonly ChannelName[] = ['payment-streams', 'notifications', 'global'];
  expect(shownOn(paid, kim, channels).join(' ')).toBe(expected);
});

test('a filter shows a stranger nothing, whatever it names', () => {
  for (const paymentStreams of [{ streams: ['stream-1'] }, { users: ['ana'] }, { all: true }]) {
    expect(seenIn(paid, reader('cruz', 'bettor', { paymentStreams }))).toBe('');
  }
});

test('what is addressed to someone is theirs, and no side’s', () => {
  const addressed = { ...paid, type: 'NOTE', metadata: { target: { users: ['cruz'] } } };
  expect(seenIn(addressed, reader('cruz', 'bettor'))).toBe('payment-streams inbox');
  expect(seenIn(addressed, reader('ana', 'bettor'))).toBe('');
  expect(seenIn(addressed, reader('oli', 'operator'))).toBe('');
  expect(seenIn(addressed, reader('kim', 'admin'))).toBe('global');
  const narrow = { paymentStreams: { streams: ['stream-2'] } };
  expect(seenIn(addressed, reader('cruz', 'bettor', narrow))).toBe('inbox');
});

test('an event that names no sides is staff’s', () => {
  const notice = { ...paid, type: 'NOTE', data: { title: 'hello' } };
  expect(seenIn(notice, reader('ana', 'bettor'))).toBe('');
  expect(seenIn(notice, reader('oli', 'operator'))).toBe('payment-streams notifications');
});

test('an event at home elsewhere shows nobody more for what its data say', () => {
  const copy = {
    ...paid,
    channel: 'fights' as const,
    metadata: { target: { channels: ['payment-streams' as const] } },
  };
  expect(seenIn(copy, reader('ana', 'bettor'))).toBe('');
  expect(seenIn(copy, reader('oli', 'operator'))).toBe('payment-streams notifications');
});

test('Live shows it where one of its channels does, and counts it there', () => {
  const live = liveSelection(['payment-streams', 'notifications']);
  const oli = reader('oli', 'operator');
  const narrow = reader('oli', 'operator', { paymentStreams: { streams: ['stream-2'] } });
  expect([isSelected(paid, oli, live), countedOn(paid, oli, live)]).toEqual([
    true,
    'payment-streams',
  ]);
  expect([isSelected(paid, narrow, live), countedOn(paid, narrow, live)]).toEqual([
    true,
    'notifications',
  ]);
  expect(isSelected(paid, narrow, channelSelection('payment-streams'))).toBe(false);
  const ana = reader('ana', 'bettor');
  const own = liveSelection(['inbox', 'payment-streams']);
  expect([isSelected(paid, ana, own), countedOn(paid, ana, own)]).toEqual([
    true,
    'payment-streams',
  ]);
  expect(isSelected(paid, reader('cruz', 'bettor'), own)).toBe(false);
});
