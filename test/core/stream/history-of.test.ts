import { liveSelection } from '../../../core/channel/selection.ts';
import { encodeEvent } from '../../../core/log/encoded-event.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { coldWriter, testEvent } from '../../support/event-log.ts';
import { newLog, open, soon, useStreamClock } from '../../support/reader-streams.ts';

useStreamClock();

const channels = ['fights', 'users', 'notifications'] as const;

/** The log of `global`, and those of the channels beside it. */
function newLogs() {
  const global = newLog('global');
  const writer = coldWriter(global.store);
  const logOf = (channel: ChannelName) =>
    new LogReader({ store: global.store, channel, clock: Date.now });
  const append = async (...events: readonly ChannelEvent[]) => {
    for (const event of events) {
      const copies = event.priority === 'high' ? (['notifications'] as const) : [];
      for (const log of [event.channel, ...copies, 'global' as const]) {
        await writer.append(log, [encodeEvent(event)], Date.now());
      }
      await jest.advanceTimersByTimeAsync(1);
    }
  };
  const begin = async (lastEventId: string, parts: object = {}) => {
    const options = { selection: liveSelection(channels), logOf, lastEventId, ...parts };
    const { parser } = open(global, options);
    await soon();
    return parser.messages.map(({ event, data, lastEventId: id }) => [
      JSON.parse(data).id ?? event,
      id.split('.')[1] ?? '',
    ]);
  };
  const cursor = (seq: number) => {
    const segment = global.store.segments.find(({ channel }) => channel === 'global');
    return `${segment?.epoch}.${seq}`;
  };
  return { append, begin, cursor };
}

const fight = (id: string) => testEvent(id);
const user = (id: string, parts: Partial<ChannelEvent> = {}) =>
  testEvent(id, { channel: 'users', type: 'note', ...parts });

test('a channel that a stream begins to show has its history under the cursor, and is not repeated', async () => {
  const { append, begin, cursor } = newLogs();
  await append(user('u1'), fight('f1'), user('u2'), fight('f2'), user('u3', { priority: 'high' }));
  expect(await begin(cursor(2), { historyOf: ['users'] })).toEqual([
    ['connected', '2'],
    ['u1', '2'],
    ['u2', '2'],
    ['u3', '2'],
    ['ping', '2'],
    ['f2', '4'],
    ['u3', '5'],
  ]);
});

test('what is older than that history does not come behind it, however far back the cursor is', async () => {
  const { append, begin, cursor } = newLogs();
  await append(fight('f1'), user('u1'), user('u2'), fight('f2'), user('u3'), user('u4'));
  expect(await begin(cursor(1), { historyOf: ['users'], historyCount: 2 })).toEqual([
    ['connected', '1'],
    ['u3', '1'],
    ['u4', '1'],
    ['ping', '1'],
    ['f2', '4'],
  ]);
});

test('without history it begins with what comes now, and its older channels with what they missed', async () => {
  const { append, begin, cursor } = newLogs();
  await append(fight('f1'), user('u1'), fight('f2'), user('u2', { priority: 'high' }));
  expect(await begin(cursor(1), { historyOf: ['users'], historyCount: 0 })).toEqual([
    ['connected', '1'],
    ['ping', '1'],
    ['f2', '3'],
    ['u2', '4'],
  ]);
});

test('types and priority hold for its history too', async () => {
  const { append, begin, cursor } = newLogs();
  await append(user('u1'), user('u2', { priority: 'high' }), user('u3', { type: 'other' }));
  const reader = { userId: 'ana', role: 'admin', connectionId: 'c1', types: new Set(['note']) };
  const asked = { historyOf: ['users'], reader: { ...reader, minPriority: 'high' } };
  expect(await begin(cursor(3), asked)).toEqual([
    ['connected', '3'],
    ['u2', '3'],
    ['ping', '3'],
  ]);
});

test('with a cursor that leads nowhere all channels have theirs, after a gap without a place', async () => {
  const { append, begin } = newLogs();
  await append(fight('f1'), user('u1'));
  expect(await begin('zzzz.12', { historyOf: ['users'] })).toEqual([
    ['connected', '12'],
    ['gap', '12'],
    ['f1', '12'],
    ['u1', '12'],
    ['ping', '2'],
  ]);
});
