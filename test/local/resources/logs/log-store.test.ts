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

/** By how many megabytes memory has grown, with what was made still there. */
function grownBy(make: () => unknown): number {
  const before = usedMegabytes();
  const made = make();
  const grown = usedMegabytes() - before;
  expect(made).toBeDefined();
  return grown;
}

/** A text that lies in memory as long as it is: one of repeat() is made of parts that it shares. */
const lineOf = (characters: number): string => Buffer.alloc(characters, 'x').toString();

test('what is forgotten takes no memory: of long lines as of many', () => {
  const store = new LogStore();
  const grown = grownBy(() => {
    for (let written = 0; written < 2_000; written += 1) store.append('a', 's', lineOf(20_000));
    return store;
  });
  expect(store.events('a')).toHaveLength(209);
  // Kept are 4 MB, as many may be forgotten and not yet gone; written were 40.
  expect(grown).toBeLessThan(20);
});

test('of a line that is cut nothing but the kept part stays in memory', () => {
  const store = new LogStore();
  const grown = grownBy(() => {
    for (let written = 0; written < 4; written += 1) store.append('a', 's', lineOf(8 * megabyte));
    return store;
  });
  expect(store.events('a')?.map(({ message }) => message.length)).toEqual(Array(4).fill(262_144));
  expect(grown).toBeLessThan(20);
});

test('a line is cut between any two characters, and keeps the others', () => {
  const store = new LogStore();
  store.append('a', 's', `${'ñ'.repeat(262_143)}\u{1F413}`);
  expect(store.events('a')?.[0]?.message).toBe(`${'ñ'.repeat(262_143)}\u{D83D}`);
});
