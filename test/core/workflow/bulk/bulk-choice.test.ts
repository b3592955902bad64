import {
  type BulkChooser,
  chosenByFilter,
  chosenByIds,
  idsOfFilter,
} from '../../../../core/workflow/bulk/bulk-choice.ts';
import type { StoredWorkflow } from '../../../../core/workflow/stored-workflow.ts';
import { memoryWorkflows, workflow } from '../../../support/memory-workflows.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const kim = { userId: 'kim', role: 'operator' };

const items = [
  workflow({ workflowId: '1', approvers: {}, assignees: ['bea'] }),
  workflow({ workflowId: '2', approvers: {}, dueAt: '2026-11-20T19:00:00Z' }),
  workflow({ workflowId: '3', approvers: {}, status: 'draft' }),
  workflow({ workflowId: '4' }),
  workflow({ workflowId: '5', approvers: {}, visibleTo: { permissions: ['compliance'] } }),
  workflow({ workflowId: '6', approvers: {}, status: 'cancelled' }),
  workflow({ workflowId: '7', approvers: {}, createdBy: 'kim', currentStep: 'finance' }),
];

const chooser = (
  changes: Partial<BulkChooser> = {},
  some: readonly StoredWorkflow[] = items,
): BulkChooser => ({
  action: 'approve',
  context: { actor: kim, nowMs, fourEyes: true },
  lists: memoryWorkflows(some),
  ...changes,
});

test.each([
  ['all that are pending, to approve', {}, {}, ['1', '2', '4', '7']],
  ['drafts too, to cancel', { action: 'cancel' }, {}, ['1', '2', '3', '4', '7']],
  ['those in a status', { action: 'cancel' }, { statuses: ['draft'] }, ['3']],
  ['those at a step', {}, { step: 'legal' }, ['1', '2', '4']],
  ['those of an assignee', {}, { assignee: 'bea' }, ['1']],
  ['those that are due', {}, { dueBeforeMs: nowMs }, ['2']],
] as const)('a filter chooses %s', async (_title, changes, filter, expected) => {
  const { ids, isExact } = await chosenByFilter(filter, chooser(changes));
  expect([ids, isExact]).toEqual([expected, true]);
});

test('what would not be done is counted by the code that each result would have', async () => {
  const chosen = await chosenByFilter({}, chooser());
  expect(chosen.refusals).toEqual({ NOT_AN_APPROVER: 1, OWN_WORKFLOW: 1 });
  expect(chosen.sample.map(({ workflowId }) => workflowId)).toEqual(['1', '2', '4', '7']);
  const named = await chosenByIds(['3', '5', '9', '1', '1', '6'], chooser());
  expect(named).toMatchObject({
    ids: ['3', '5', '9', '1', '6'],
    isExact: true,
    refusals: { WORKFLOW_NOT_SUBMITTED: 1, WORKFLOW_NOT_FOUND: 2, WORKFLOW_ENDED: 1 },
  });
  expect(named.sample.map(({ workflowId }) => workflowId)).toEqual(['3', '1', '6']);
  const cancelled = await chosenByIds(['6'], chooser({ action: 'cancel' }));
  expect(cancelled.refusals).toEqual({ APPLIED_ALREADY: 1 });
});

test('the sample has ten, whatever is chosen; each workflow is read once', async () => {
  const many = Array.from({ length: 1_234 }, (_, n) =>
    workflow({ workflowId: String(n).padStart(4, '0'), approvers: {} }),
  );
  const lists = memoryWorkflows(many);
  const { ids, sample } = await chosenByFilter({}, chooser({ lists }));
  expect(ids).toEqual(many.map(({ workflowId }) => workflowId));
  expect(sample).toHaveLength(10);
  expect(lists.reads.reduce((sum, read) => sum + read, 0)).toBe(1_234);
  expect(Math.max(...lists.reads)).toBe(100);
});

test('a filter is held against 20,000 at most, and says when there are more', async () => {
  const many = Array.from({ length: 20_001 }, (_, n) =>
    workflow({ workflowId: String(n).padStart(5, '0'), approvers: {}, currentStep: n % 2 }),
  );
  const odd = await chosenByFilter({ step: '1' }, chooser({}, many));
  expect([odd.isExact, odd.ids.length]).toEqual([false, 10_000]);
  expect(() => idsOfFilter(odd)).toThrow(
    'received a filter of 10000 among the first 20000 workflows, and there are more; expected ids',
  );
  const all = await chosenByFilter({ step: '1' }, chooser({}, many.slice(0, 20_000)));
  expect(idsOfFilter(all)).toHaveLength(10_000);
});

test.each([
  ['none', 0, '0'],
  ['more than an operation takes', 10_001, '10001'],
])('a filter of %s makes no operation', async (_title, count, many) => {
  const some = Array.from({ length: count }, (_, n) => workflow({ workflowId: String(n) }));
  const chosen = await chosenByFilter({}, chooser({}, some));
  expect(() => idsOfFilter(chosen)).toThrow(
    `received a filter of ${many} workflows; expected one of 1 to 10000`,
  );
});
