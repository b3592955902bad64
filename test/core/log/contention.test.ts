import { Contention } from '../../../core/log/contention.ts';
import type { Segment } from '../../../core/log/segment.ts';
import { testEvent } from '../../support/event-log.ts';

const startMs = 1_790_000_000_000;
const small = 340;
/** In the middle: a pause of so many turns is of just as many. */
const middle = () => 0.5;

/** So many segments of others, all appended then. */
function others(count: number, appendedAtMs: number): readonly Segment[] {
  return Array.from({ length: count }, (_, index) => ({
    channel: 'bets',
    firstSeq: index + 1,
    lastSeq: index + 1,
    epoch: 'k3f9',
    generation: 1,
    appendedAtMs,
    expiresAtSec: 2_000_000_000,
    events: [testEvent(`e${index}`)],
  }));
}

/** Of a writer that one append of others passed `passed` times, which took no longer than usual. */
function afterCrowd(passed: number, jsonBytes = small): Contention {
  const contention = new Contention(middle);
  contention.begin(startMs, jsonBytes);
  contention.lost();
  contention.looked(others(passed, startMs), 5);
  contention.won(startMs, 5);
  return contention;
}

test('a writer that is alone puts, again and again', () => {
  const contention = new Contention(middle);
  for (let n = 0; n < 3; n += 1) {
    contention.begin(startMs + n, small);
    expect(contention.next).toEqual({ kind: 'put' });
    contention.won(startMs + n, 5);
    expect(contention.next).toEqual({ kind: 'put' });
  }
});

test('after lost races in a row it looks after ever longer pauses, of sixteen turns at most', () => {
  const contention = new Contention(() => 0.999_999);
  contention.begin(startMs, small);
  const pauses = Array.from({ length: 5 }, () => {
    contention.lost();
    const { next } = contention;
    contention.looked(others(1, startMs), 5);
    expect(contention.next).toEqual({ kind: 'put' });
    return next.kind === 'look' ? Math.round(next.afterMs) : 'put';
  });
  expect(pauses).toEqual([20, 40, 80, 160, 160]);
  expect(contention.lostRaces).toBe(5);
});

test('in a crowd of more than sixteen it pauses for a turn of each of them at most', () => {
  const contention = afterCrowd(40);
  for (let n = 0; n < 9; n += 1) contention.lost();
  expect(contention.next).toEqual({ kind: 'look', afterMs: 100 });
});

test('behind whose head others appended within the last second, it looks before it puts', () => {
  const contention = new Contention(middle);
  contention.begin(startMs, small);
  contention.looked(others(3, startMs - 1), 5);
  contention.won(startMs, 5);
  contention.begin(startMs + 999, small);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 0 });
  contention.begin(startMs + 1_000, small);
  expect(contention.next).toEqual({ kind: 'put' });
});

test('where a turn takes long, others are remembered for eight of them', () => {
  const contention = afterCrowd(8);
  for (let n = 0; n < 20; n += 1) {
    contention.looked(others(4, startMs), 200);
    contention.won(startMs, 200);
  }
  contention.begin(startMs + 3_000, small);
  expect(contention.next.kind).toBe('look');
  contention.begin(startMs + 3_300, small);
  expect(contention.next).toEqual({ kind: 'put' });
});

test('whom a crowd has passed pauses for about as many turns, and again for fewer once it is less', () => {
  const contention = afterCrowd(8);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 40 });
  contention.looked(others(12, startMs), 5);
  contention.won(startMs, 5);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 80 });
  contention.looked([], 5);
  contention.won(startMs, 5);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 60 });
  contention.begin(startMs + 1_001, small);
  expect(contention.next).toEqual({ kind: 'put' });
});

test.each([
  ['as long as a partition needs', 36_000, 5, 80],
  ['never less than two milliseconds', small, 0, 8],
  ['never more than a second', small, 1_000, 4_000],
])(
  'a turn of a large segment, or of calls that take longer, is %s',
  (_title, bytes, ms, pauseMs) => {
    const contention = afterCrowd(8, bytes);
    for (let n = 0; n < 20; n += 1) {
      contention.looked(others(4, startMs), ms);
      contention.won(startMs, ms);
    }
    const { next } = contention;
    expect(next.kind === 'look' && Math.round(next.afterMs)).toBe(pauseMs);
  },
);

test('a call that was held up counts as four of those before it', () => {
  const contention = afterCrowd(8);
  contention.looked(others(4, startMs), 10_000);
  contention.won(startMs, 5);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 55 });
});

test('a read that shows the newest spares the look, but not the pause for a crowd', () => {
  const contention = afterCrowd(1);
  contention.begin(startMs + 10, small);
  contention.saw(others(1, startMs + 9));
  expect(contention.next).toEqual({ kind: 'put' });
  const crowded = afterCrowd(8);
  crowded.begin(startMs + 10, small);
  crowded.saw(others(1, startMs + 9));
  expect(crowded.next).toEqual({ kind: 'look', afterMs: 40 });
});

test('what stood there before an append began is no crowd', () => {
  const contention = new Contention(middle);
  contention.begin(startMs, small);
  contention.looked(others(20, startMs - 1), 5);
  contention.won(startMs, 5);
  expect(contention.next).toEqual({ kind: 'look', afterMs: 0 });
});
