import { pace } from '../../core/pace.ts';

function paced(prompt?: number) {
  let now = Date.parse('2026-11-21T20:00:00.000Z');
  const isDue = pace(() => now, prompt);
  return {
    isDue,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('the first fifty of a minute are due, then one in ten seconds', () => {
  const { isDue, pass } = paced();
  const first = Array.from({ length: 60 }, () => isDue());
  expect(first.filter(Boolean)).toHaveLength(50);
  expect(first.lastIndexOf(true)).toBe(49);
  pass(9_999);
  expect(isDue()).toBe(false);
  pass(1);
  expect([isDue(), isDue()]).toEqual([true, false]);
});

test('a new minute begins anew', () => {
  const { isDue, pass } = paced();
  pass(59_000);
  expect(Array.from({ length: 50 }, () => isDue())).not.toContain(false);
  expect(isDue()).toBe(false);
  pass(1_000);
  expect(isDue()).toBe(true);
});

test('none at once: one is due in ten seconds, the first of all among them', () => {
  const { isDue, pass } = paced(0);
  expect([isDue(), isDue()]).toEqual([true, false]);
  pass(10_000);
  expect([isDue(), isDue()]).toEqual([true, false]);
});
