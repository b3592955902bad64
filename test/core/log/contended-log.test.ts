import { LogWriter } from '../../../core/log/log-writer.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { allEventIds, encodedEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { VirtualTime } from '../../support/virtual-time.ts';

/** What a call to DynamoDB takes, in milliseconds: seldom less, sometimes much more. */
const callMs = { least: 3, most: 7, seldom: 40 };
const durationMs = 3_000;
/** Large enough that the partition's room makes a turn. */
const jsonBytes = 34_000;

/** The same numbers in each run. */
function repeatableRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Writers of one log, each with a batch after the other as long as `durationMs` lasts. */
async function contend(writers: number) {
  const time = new VirtualTime(1_790_000_000_000);
  const random = repeatableRandom();
  const memory = memorySegments();
  let looks = 0;
  let lost = 0;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    const { least, most, seldom } = callMs;
    const ms = random() < 0.01 ? seldom : least + random() * (most - least);
    await time.pause(ms / 2);
    const result = await work();
    await time.pause(ms / 2);
    return result;
  };
  const store: SegmentStore = {
    newestFirst: async (channel, page) => {
      looks += 1;
      return await call(async () => await memory.newestFirst(channel, page));
    },
    oldestFirst: async (channel, page) => {
      looks += 1;
      return await call(async () => await memory.oldestFirst(channel, page));
    },
    put: async segment => {
      const result = await call(async () => await memory.put(segment));
      if (result === 'taken') lost += 1;
      return result;
    },
  };
  const endMs = time.nowMs + durationMs;
  const appends = await time.until(
    Promise.all(
      Array.from({ length: writers }, async (_, w) => {
        const writer = new LogWriter({
          store,
          clock: () => time.nowMs,
          random,
          sleep: ms => time.pause(ms),
          retentionMs: 3_600_000,
          generation: 1,
        });
        let own = 0;
        for (; time.nowMs < endMs; own += 1) {
          const event = { ...encodedEvent(`${w}.${own}`), bytes: jsonBytes };
          await writer.append('bets', [event], time.nowMs);
        }
        return own;
      }),
    ),
  );
  const all = appends.reduce((sum, own) => sum + own, 0);
  const ids = await allEventIds(memory, 'bets');
  return { appends, all, ids, looksEach: looks / all, lostEach: lost / all };
}

test('a writer that is alone looks once a second, and loses no race', async () => {
  const { all, looksEach, lostEach } = await contend(1);
  expect(all).toBeGreaterThan(400);
  expect(looksEach).toBeLessThan(0.02);
  expect(lostEach).toBe(0);
});

test.each([8, 40])(
  '%i writers lose at most three races for two segments, look four times for each, and all get their turn',
  async writers => {
    const { appends, all, ids, looksEach, lostEach } = await contend(writers);
    expect(new Set(ids).size).toBe(all);
    expect(ids).toHaveLength(all);
    expect(lostEach).toBeLessThan(1.5);
    expect(looksEach).toBeLessThan(4);
    expect(all).toBeGreaterThan(120);
    expect(Math.min(...appends)).toBeGreaterThan(1);
  },
);
