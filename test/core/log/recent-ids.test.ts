import { RecentIds } from '../../../core/log/recent-ids.ts';
import type { Segment } from '../../../core/log/segment.ts';
import { testEvent } from '../../support/event-log.ts';

function segment(firstSeq: number, count: number, appendedAtMs: number): Segment {
  const events = Array.from({ length: count }, (_, index) => testEvent(`e${firstSeq + index}`));
  return {
    channel: 'bets',
    firstSeq,
    lastSeq: firstSeq + count - 1,
    epoch: 'k3f9',
    generation: 1,
    appendedAtMs,
    expiresAtSec: 2_000_000_000,
    events,
  };
}

test('remembers the newest segment and every id of the segments it was given', () => {
  const recent = new RecentIds(500);
  recent.rememberOlder(segment(3, 2, 2_000));
  recent.rememberOlder(segment(1, 2, 1_000));
  expect(recent.head?.firstSeq).toBe(3);
  expect(['e1', 'e2', 'e3', 'e4', 'e5'].map(id => recent.has(id))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(recent.knownSinceMs).toBe(500);
});

test('holds at most 50,000 ids: beyond, it forgets the oldest segment and says since when it knows', () => {
  const recent = new RecentIds(500);
  recent.remember(segment(1, 10, 1_000));
  recent.remember(segment(11, 49_990, 2_000));
  expect(recent.has('e1')).toBe(true);
  expect(recent.knownSinceMs).toBe(500);
  recent.remember(segment(50_001, 1, 3_000));
  expect(recent.has('e1')).toBe(false);
  expect(recent.has('e11')).toBe(true);
  expect(recent.knownSinceMs).toBe(1_001);
});

test('a scan back through a long log ends with the newest ids, and says since when it knows', () => {
  const recent = new RecentIds(500);
  recent.rememberOlder(segment(50_001, 30_000, 3_000));
  recent.rememberOlder(segment(20_001, 30_000, 2_000));
  recent.rememberOlder(segment(10_001, 10_000, 1_000));
  expect(recent.head?.firstSeq).toBe(50_001);
  expect([recent.has('e50001'), recent.has('e20001'), recent.has('e10001')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(recent.knownSinceMs).toBe(2_001);
});
