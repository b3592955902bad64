import { dueBatch } from '../../examples/derby-night/due-batch.ts';
import type { PutStep } from '../../examples/derby-night/step.ts';

const put = (dueAtMs: number, betId: string): PutStep => ({
  kind: 'put',
  dueAtMs,
  table: 'Bets',
  item: { betId },
});

const idsOf = (steps: readonly PutStep[], next: number, nowMs: number): unknown[] =>
  dueBatch(steps, next, nowMs).map(step => step.kind === 'put' && step.item.betId);

test('takes what is due and nothing that is not', () => {
  const steps = [put(10, 'a'), put(20, 'b'), put(21, 'c')];
  expect(idsOf(steps, 0, 20)).toEqual(['a', 'b']);
  expect(idsOf(steps, 2, 20)).toEqual([]);
});

test("stops before an item's second write, so that both land in order", () => {
  const steps = [put(10, 'a'), put(11, 'b'), put(12, 'a'), put(13, 'c')];
  expect(idsOf(steps, 0, 99)).toEqual(['a', 'b']);
  expect(idsOf(steps, 2, 99)).toEqual(['a', 'c']);
});

test('takes eight at most, however far behind the play is', () => {
  const steps = Array.from({ length: 20 }, (_, index) => put(1, `bet-${index}`));
  expect(idsOf(steps, 3, 99)).toHaveLength(8);
});
