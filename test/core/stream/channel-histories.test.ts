import { LogReader } from '../../../core/log/log-reader.ts';
import type { Segment, SegmentStore } from '../../../core/log/segment.ts';
import { channelHistories, mergeHistories } from '../../../core/stream/channel-histories.ts';
import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { testEvent } from '../../support/event-log.ts';
import { admin, startMs } from '../../support/reader-streams.ts';

/** A log of one event a segment, which counts how often it is read. */
function countedLog(logs: Readonly<Partial<Record<ChannelName, readonly ChannelEvent[]>>>) {
  const reads: string[] = [];
  const segmentOf = (channel: ChannelName, events: readonly ChannelEvent[], seq: number) => ({
    ...{ channel, firstSeq: seq, lastSeq: seq, epoch: 'k3f9', generation: 1 },
    appendedAtMs: events[seq - 1]?.timestamp ?? startMs,
    expiresAtSec: startMs,
    events: events.slice(seq - 1, seq),
  });
  const store: Pick<SegmentStore, 'newestFirst'> = {
    newestFirst: async (channel, { maxFirstSeq, limit }) => {
      reads.push(channel);
      const events = logs[channel] ?? [];
      const last = Math.min(maxFirstSeq ?? events.length, events.length);
      const numbers = Array.from({ length: Math.min(limit, last) }, (_, back) => last - back);
      return numbers.map((seq): Segment => segmentOf(channel, events, seq));
    },
  };
  const logOf = (channel: ChannelName) =>
    new LogReader({ store: store as SegmentStore, channel, clock: () => startMs });
  return { logOf, reads };
}

const ids = (events: readonly ChannelEvent[]) => events.map(({ id }) => id);

test('a rare channel has its hundred after a busy hour, in five reads; the log of global would give one in twenty [R1]', async () => {
  const hourMs = 3_600_000;
  const users = Array.from({ length: 100 }, (_, n) =>
    testEvent(`u${n}`, { channel: 'users', timestamp: startMs - hourMs + n * 36_000 }),
  );
  const bets = Array.from({ length: 8 * 3_600 }, (_, n) =>
    testEvent(`b${n}`, { channel: 'bets', timestamp: startMs - hourMs + n * 125 }),
  );
  const global = [...users, ...bets].toSorted((one, other) => one.timestamp - other.timestamp);
  const { logOf, reads } = countedLog({ users, bets, global });
  const newest = await logOf('global').newest();
  const events = await channelHistories({ channels: ['users'], count: 100, newest }, admin, logOf);
  expect(ids(events)).toEqual(ids(users));
  expect(reads).toEqual(['global', 'users', 'users', 'users', 'users']);

  reads.length = 0;
  const scan = await logOf('global').history(100, ({ channel }) => channel === 'users');
  expect(scan.entries.length).toBeLessThanOrEqual(1);
  expect(reads).toHaveLength(20);
});

test('what the log of global has not got yet is left out: it comes in its turn', async () => {
  const early = testEvent('early', { timestamp: startMs - 2 });
  const late = testEvent('late', { timestamp: startMs - 1 });
  const { logOf } = countedLog({ fights: [early, late], global: [early] });
  const newest = await logOf('global').newest();
  const wanted = { channels: ['fights'], count: 100, newest } as const;
  expect(ids(await channelHistories(wanted, admin, logOf))).toEqual(['early']);
});

test.each([
  [
    'by time',
    [
      ['a', 'fights', 1],
      ['c', 'fights', 3],
    ],
    [['b', 'bets', 2]],
    'abc',
  ],
  [
    'each once',
    [
      ['a', 'fights', 1],
      ['b', 'fights', 2],
    ],
    [['b', 'fights', 2]],
    'ab',
  ],
  [
    'as their home has them, whatever their time',
    [
      ['a', 'fights', 9],
      ['b', 'fights', 2],
    ],
    [['b', 'fights', 2]],
    'ab',
  ],
  [
    'what the home has no more comes before',
    [['c', 'fights', 1]],
    [
      ['a', 'fights', 5],
      ['c', 'fights', 1],
    ],
    'ac',
  ],
  [
    'within the same second as they were appended',
    [
      ['a', 'fights', 1_000, 1_100],
      ['c', 'fights', 1_000, 1_900],
      ['d', 'fights', 2_000, 2_100],
    ],
    [
      // By its own clock, in milliseconds; the others have the stream's.
      ['b', 'bets', 1_300, 1_500],
      ['e', 'bets', 2_000, 2_200],
    ],
    'abcde',
  ],
] as const)('events are merged %s', (_, fights, other, merged) => {
  const entries = (rows: readonly (readonly [string, ChannelName, number, number?])[]) =>
    rows.map(([id, channel, timestamp, appendedAtMs = timestamp], at) => ({
      ...{ epoch: 'k3f9', seq: at + 1, appendedAtMs },
      event: testEvent(id, { channel, timestamp }),
    }));
  const histories = [
    { channel: 'notifications' as const, entries: entries(other) },
    { channel: 'fights' as const, entries: entries(fights) },
  ];
  expect(ids(mergeHistories(histories)).join('')).toBe(merged);
});

test('what was appended in the very millisecond of the oldest that was looked at is not left out', async () => {
  const others = Array.from({ length: 25 }, (_, n) => testEvent(`g${n}`, { timestamp: startMs }));
  const users = [testEvent('u', { channel: 'users', timestamp: startMs })];
  const { logOf } = countedLog({ users, global: [...users, ...others] });
  const newest = await logOf('global').newest();
  const wanted = { channels: ['users'], count: 100, newest } as const;
  expect(ids(await channelHistories(wanted, admin, logOf))).toEqual(['u']);
});

test('what a writer whose clock is ahead appended is left out of nothing, though the newest part lacks it', async () => {
  const ahead = testEvent('ahead', { timestamp: startMs - 4_000 });
  const busy = Array.from({ length: 60 }, (_, n) =>
    testEvent(`n${n}`, { channel: 'bets', timestamp: startMs - 6_000 + n * 10 }),
  );
  const { logOf } = countedLog({ fights: [ahead], bets: busy, global: [ahead, ...busy] });
  const newest = await logOf('global').newest();
  expect(newest.ids.has('ahead')).toBe(false);
  expect(newest.sinceMs).toBeLessThan(startMs - 4_000);
  const wanted = { channels: ['fights'], count: 100, newest } as const;
  expect(ids(await channelHistories(wanted, admin, logOf))).toEqual(['ahead']);
});
