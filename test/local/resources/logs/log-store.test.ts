import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LogStore } from '../../../../local/resources/logs/log-store.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const megabyte = 1_024 * 1_024;

/** Long texts of bytes lie beside the heap. */
function usedMegabytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / megabyte;
}

/**
 * By how many megabytes memory has grown, with what was made still there. What lies beside the heap is given
 * back some time after a collection, so it collects until so little is left, a hundred times at most.
 */
async function grownBy(make: () => unknown, atMost: number): Promise<number> {
  const before = usedMegabytes();
  const made = make();
  let grown = usedMegabytes() - before;
  for (let collected = 0; grown >= atMost && collected < 100; collected += 1) {
    await setImmediate();
    grown = usedMegabytes() - before;
  }
  expect(made).toBeDefined();
  return grown;
}

/** A text that lies in memory as long as it is: one of repeat() is made of parts that it shares. */
const lineOf = (characters: number): string => Buffer.alloc(characters, 'x').toString();

test('what is forgotten takes no memory: of long lines as of many', async () => {
  const store = new LogStore();
  const grown = await grownBy(() => {
    for (let written = 0; written < 2_000; written += 1) store.append('a', 's', lineOf(20_000));
    return store;
  }, 20);
  expect(store.events('a')).toHaveLength(209);
  // Kept are 4 MB, as many may be forgotten and not yet gone; written were 40.
  expect(grown).toBeLessThan(20);
});

test('of a line that is cut nothing but the kept part stays in memory', async () => {
  const store = new LogStore();
  const grown = await grownBy(() => {
    for (let written = 0; written < 4; written += 1) store.append('a', 's', lineOf(8 * megabyte));
    return store;
  }, 20);
  expect(store.events('a')?.map(({ message }) => message.length)).toEqual(Array(4).fill(262_144));
  expect(grown).toBeLessThan(20);
});

test('a line is cut between any two characters, and keeps the others', () => {
  const store = new LogStore();
  store.append('a', 's', `${'ñ'.repeat(262_143)}\u{1F413}`);
  expect(store.events('a')?.[0]?.message).toBe(`${'ñ'.repeat(262_143)}\u{D83D}`);
});
