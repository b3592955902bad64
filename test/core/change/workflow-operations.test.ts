import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const running = {
  ...{ bulkOperationId: 'b-1', action: 'cancel', requestedBy: 'root', reason: 'entered twice' },
  ...{ expected: 100, done: 40, failed: 0, skipped: 0, status: 'running' },
};
const completed = { ...running, done: 100, status: 'completed' };

const event = (
  rule: 'progress' | 'completed',
  data: Item,
  priority: EventParts['priority'] = 'normal',
): EventParts => ({
  ...{ id: `c1.${rule}`, type: `workflow.bulk_${rule}`, channel: 'workflows', priority },
  data: {
    ...{ operationId: 'b-1', action: 'cancel', requestedBy: 'root', reason: 'entered twice' },
    ...{ total: 100, done: 40, failed: 0, skipped: 0, status: 'running', ...data },
  },
});

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'an insert that names no counts yet',
    null,
    { bulkOperationId: 'b-1', action: 'cancel', expected: 100, status: 'running' },
    [
      {
        ...event('progress', {}),
        data: {
          ...{ operationId: 'b-1', action: 'cancel', status: 'running' },
          ...{ done: 0, failed: 0, skipped: 0, total: 100 },
        },
      },
    ],
  ],
  [
    'counts that change, all of them each time, and what changed by the item’s own names',
    running,
    { ...running, done: 41 },
    [event('progress', { done: 41 })],
  ],
  [
    'from the first failure on at high',
    running,
    { ...running, failed: 1 },
    [event('progress', { failed: 1 }, 'high')],
  ],
  [
    'the rest is skipped',
    running,
    { ...running, skipped: 60 },
    [event('progress', { skipped: 60 })],
  ],
  [
    'how many there are may change',
    running,
    { ...running, expected: 101 },
    [event('progress', { total: 101, expected: 101 })],
  ],
  ['the same item put again', running, { ...running }, []],
  [
    'what is the system’s own makes no event',
    running,
    { ...running, nextChunk: 5, cancelRequested: true, progressAt: '2026-11-21T20:00:00Z' },
    [],
  ],
  ['another reason makes none', running, { ...running, reason: 'other' }, []],
  [
    'completed, with the counts of that write: one summary and no progress beside it',
    running,
    completed,
    [event('completed', { done: 100, status: 'completed' })],
  ],
  [
    'completed with failures is at high',
    running,
    { ...completed, done: 99, failed: 1 },
    [event('completed', { done: 99, failed: 1, status: 'completed' }, 'high')],
  ],
  [
    'an insert that is completed is the summary alone',
    null,
    completed,
    [event('completed', { done: 100, status: 'completed' })],
  ],
  ['completed that is written again makes no second', completed, { ...completed, done: 99 }, []],
  ['a removal makes no event', completed, null, []],
  [
    'running after it was completed is unexpected',
    completed,
    { ...completed, status: 'running' },
    [
      event(
        'progress',
        { done: 100, unexpected: true, oldStatus: 'completed', newStatus: 'running' },
        'high',
      ),
    ],
  ],
  [
    'a count that could not be read does not hide the next',
    { ...running, done: -1 },
    running,
    [event('progress', {})],
  ],
  [
    'a status that could not be read hides no summary',
    { ...completed, status: 'done' },
    completed,
    [event('completed', { done: 100, status: 'completed' })],
  ],
];

test.each(rows)('WorkflowOperations: %s [W1]', (_title, oldItem, newItem, events) => {
  const made = eventPartsOf('WorkflowOperations', oldItem, newItem);
  expect(made).toEqual(events);
  // As at every redelivery.
  expect(eventPartsOf('WorkflowOperations', oldItem, newItem)).toEqual(made);
});
