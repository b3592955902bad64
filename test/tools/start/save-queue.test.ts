import { SaveQueue, type Saves } from '../../../tools/start/save-queue.ts';

jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });

const settleMs = 50;

let nowMs: number;
let begun: Saves[];
let endings: (() => void)[];
let queue: SaveQueue;

beforeEach(() => {
  nowMs = 1_000;
  begun = [];
  endings = [];
  queue = new SaveQueue({
    work: saves => {
      begun.push(saves);
      return new Promise(resolve => endings.push(resolve));
    },
    settleMs,
    now: () => nowMs,
  });
});

/** Ends the work at hand. */
async function end(): Promise<void> {
  endings.shift()?.();
  await jest.advanceTimersByTimeAsync(0);
}

test('files that are saved together are one piece of work, each once', () => {
  queue.add('b.ts');
  nowMs += 20;
  jest.advanceTimersByTime(20);
  queue.add('a.ts');
  queue.add('b.ts');
  jest.advanceTimersByTime(settleMs - 20);
  expect(begun).toEqual([{ files: ['a.ts', 'b.ts'], sinceMs: 1_000 }]);
});

test('saves that never pause do not put the work off', () => {
  for (let saves = 0; saves < 10; saves += 1) {
    queue.add('a.ts');
    jest.advanceTimersByTime(10);
  }
  expect(begun).toHaveLength(1);
});

test('whatever is saved during the work is one more piece of work, after it', async () => {
  queue.add('a.ts');
  jest.advanceTimersByTime(settleMs);
  nowMs = 2_000;
  for (const file of ['b.ts', 'a.ts', 'b.ts']) {
    queue.add(file);
    jest.advanceTimersByTime(1_000);
  }
  expect(begun).toHaveLength(1);
  await end();
  jest.advanceTimersByTime(settleMs);
  expect(begun.slice(1)).toEqual([{ files: ['a.ts', 'b.ts'], sinceMs: 2_000 }]);
  await end();
  jest.advanceTimersByTime(1_000);
  expect(begun).toHaveLength(2);
});

test('one that is stopped waits for the work at hand and takes no more', async () => {
  queue.add('a.ts');
  jest.advanceTimersByTime(settleMs);
  queue.add('b.ts');
  let hasStopped = false;
  const stopping = queue.stop().then(() => {
    hasStopped = true;
  });
  await jest.advanceTimersByTimeAsync(1_000);
  expect(hasStopped).toBe(false);
  await end();
  await stopping;
  queue.add('c.ts');
  jest.advanceTimersByTime(1_000);
  expect(begun).toHaveLength(1);
});
