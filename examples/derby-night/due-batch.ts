import { keyOf, type Step } from './step.ts';

/** How many writes are under way at once. */
const maxBatch = 8;

/**
 * The steps from `next` on that may be done together: all due, no two of the same item (its writes
 * must land in order), and no more than {@link maxBatch}.
 */
export function dueBatch(steps: readonly Step[], next: number, nowMs: number): readonly Step[] {
  const batch: Step[] = [];
  const items = new Set<string>();
  for (const step of steps.slice(next, next + maxBatch)) {
    const item = itemOf(step);
    if (step.dueAtMs > nowMs || items.has(item)) break;
    items.add(item);
    batch.push(step);
  }
  return batch;
}

function itemOf(step: Step): string {
  return step.kind === 'put'
    ? `${step.table} ${String(step.item[keyOf[step.table]])}`
    : `propose ${step.requestId}`;
}
