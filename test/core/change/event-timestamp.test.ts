import type { Item } from '../../../core/change/change.ts';
import { eventTimestampMs } from '../../../core/change/event-timestamp.ts';
import { recordedAtMs } from './change-of.ts';

const recorded = 1_795_291_205_000;

const rows: readonly [string, Item, Item | undefined, number][] = [
  ['no time of its own: the creation time', {}, undefined, recorded],
  ['updatedAt', { updatedAt: '2026-11-21T20:00:04.123Z' }, undefined, 1_795_291_204_123],
  ['createdAt', { createdAt: '2026-11-21T20:00:03.123Z' }, undefined, 1_795_291_203_123],
  [
    'updatedAt before createdAt',
    { updatedAt: '2026-11-21T20:00:04.123Z', createdAt: '2026-11-21T20:00:03.123Z' },
    undefined,
    1_795_291_204_123,
  ],
  [
    'createdAt where updatedAt does not serve',
    { updatedAt: '2026-11-21T20:00:04Z', createdAt: '2026-11-21T20:00:03.123Z' },
    undefined,
    1_795_291_203_123,
  ],
  ['another zone', { updatedAt: '2026-11-21T14:00:04.123-06:00' }, undefined, 1_795_291_204_123],
  ['more digits, cut', { updatedAt: '2026-11-21T20:00:04.123456Z' }, undefined, 1_795_291_204_123],
  ['not without milliseconds', { updatedAt: '2026-11-21T20:00:04Z' }, undefined, recorded],
  ['not with tenths only', { updatedAt: '2026-11-21T20:00:04.1Z' }, undefined, recorded],
  ['not without a zone', { updatedAt: '2026-11-21T20:00:04.123' }, undefined, recorded],
  ['not a day that does not exist', { updatedAt: '2026-02-30T20:00:04.123Z' }, undefined, recorded],
  ['not a number', { updatedAt: 1_795_291_204_123 }, undefined, recorded],
  [
    'a minute before still',
    { updatedAt: '2026-11-21T19:59:05.000Z' },
    undefined,
    1_795_291_145_000,
  ],
  ['not beyond a minute before', { updatedAt: '2026-11-21T19:59:04.999Z' }, undefined, recorded],
  ['a minute after still', { updatedAt: '2026-11-21T20:01:05.000Z' }, undefined, 1_795_291_265_000],
  ['not beyond a minute after', { updatedAt: '2026-11-21T20:01:05.001Z' }, undefined, recorded],
  [
    'not a time that the old image had already',
    { updatedAt: '2026-11-21T20:00:04.123Z', createdAt: '2026-11-21T20:00:03.123Z' },
    { updatedAt: '2026-11-21T20:00:04.123Z', createdAt: '2026-11-21T20:00:03.123Z' },
    recorded,
  ],
  [
    'a time that this change wrote',
    { updatedAt: '2026-11-21T20:00:04.123Z' },
    { updatedAt: '2026-11-21T20:00:01.000Z' },
    1_795_291_204_123,
  ],
];

test.each(rows)("the events' time: %s", (_title, newItem, oldItem, expected) => {
  expect(eventTimestampMs(newItem, oldItem, recordedAtMs)).toBe(expected);
});
