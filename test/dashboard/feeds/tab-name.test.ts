import { ownTabName, type TabPlace } from '../../../dashboard/feeds/tab-name.ts';

/** A browser's locks, as far as they are asked for here. What was taken before stays so. */
function locksOf(taken: readonly string[]): TabPlace['locks'] {
  const held = new Set(taken);
  const request = async (name: string, _options: unknown, callback: (lock: unknown) => unknown) => {
    const isFree = !held.has(name);
    held.add(name);
    await callback(isFree ? { name, mode: 'exclusive' } : null);
    if (isFree) held.delete(name);
  };
  return { request } as unknown as TabPlace['locks'];
}

function tab(known: string | null, locks: TabPlace['locks']) {
  const stored: string[] = [];
  const names = ['new-1', 'new-2', 'new-3'];
  const place: TabPlace = {
    storage: { getItem: () => known, setItem: (_key, name) => stored.push(name) },
    locks,
    newName: () => names.shift() ?? 'too many',
  };
  return { place, stored };
}

test.each([
  ['of a new tab is a new one', null, locksOf([]), 'new-1'],
  ['it had, when it is loaded again', 'old', locksOf([]), 'old'],
  ['it copied is given up for a new one', 'old', locksOf(['gallobets-tab.old']), 'new-1'],
  [
    'is looked for until one is free',
    'old',
    locksOf(['gallobets-tab.old', 'gallobets-tab.new-1']),
    'new-2',
  ],
  ['it had, where there are no locks', 'old', undefined, 'old'],
  [
    'it had, where locks do not work',
    'old',
    { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } as never,
    'old',
  ],
])('the name %s', async (_what, known, locks, name) => {
  const { place, stored } = tab(known, locks);
  expect(await ownTabName(place)).toBe(name);
  expect(stored).toEqual([name]);
});

test('a name is held for as long as the tab is there', async () => {
  const locks = locksOf([]);
  expect(await ownTabName(tab('old', locks).place)).toBe('old');
  await new Promise(resolve => setImmediate(resolve));
  expect(await ownTabName(tab('old', locks).place)).toBe('new-1');
});
