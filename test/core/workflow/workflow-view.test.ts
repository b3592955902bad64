import { workflowSchema } from '../../../core/wire/management/workflows.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import {
  decisionsView,
  delegationsView,
  workflowView,
} from '../../../core/workflow/workflow-view.ts';

const at = '2026-11-20T20:00:00.000Z';
const atMs = Date.parse(at);
const vote = { step: 'legal', by: 'carla', for: 'ana', decision: 'approve', at } as const;

const stored: StoredWorkflow = {
  ...{ workflowId: 'w1', status: 'pending', currentStep: 'finance', createdBy: 'olga', version: 2 },
  ...{ dueAt: at, overdueAt: at, createdAt: at, updatedAt: 'yesterday' },
  lastDecision: vote,
  decisions: [vote],
  delegations: [{ step: 'legal', from: 'ana', to: 'carla', at }],
};

test('a workflow is shown as its events have it, with times in milliseconds', () => {
  const kept = { ...stored, approvers: { users: ['ana'], note: 'of the backend' } };
  const view = workflowView(kept);
  expect(view).toEqual({
    ...{ workflowId: 'w1', status: 'pending', currentStep: 'finance', createdBy: 'olga' },
    ...{ version: 2, dueAt: atMs, overdueAt: atMs, createdAt: atMs },
    approvers: { users: ['ana'] },
    lastDecision: { ...vote, at: atMs },
  });
  expect(workflowSchema.parse(view)).toEqual(view);
});

test('its decisions and delegations are shown apart, oldest first', () => {
  expect(decisionsView(stored)).toEqual([{ ...vote, at: atMs }]);
  expect(delegationsView(stored)).toEqual([{ step: 'legal', from: 'ana', to: 'carla', at: atMs }]);
  const draft: StoredWorkflow = { workflowId: 'w2', status: 'draft' };
  expect([decisionsView(draft), delegationsView(draft)]).toEqual([[], []]);
});

test('of a backend’s item, nothing is shown where NULL stands, and no time that is none', () => {
  const nulls = { step: null, for: null, comment: null };
  const view = workflowView({ ...stored, createdAt: 1_795_262_400_000, updatedAt: { at } });
  expect(view).not.toHaveProperty('createdAt');
  expect(view).not.toHaveProperty('updatedAt');
  const kept: StoredWorkflow = {
    ...stored,
    decisions: [{ ...vote, ...nulls }],
    delegations: [{ step: null, from: 'ana', to: 'carla', at }],
  };
  expect(decisionsView(kept)).toEqual([{ by: 'carla', decision: 'approve', at: atMs }]);
  expect(delegationsView(kept)).toEqual([{ from: 'ana', to: 'carla', at: atMs }]);
});

test('its approvers are those of its current step, wherever they are named', () => {
  const steps = [{ name: 'finance', approvers: { users: ['rosa'] } }];
  expect(workflowView({ ...stored, steps, approvers: {} })).toMatchObject({
    steps,
    approvers: { users: ['rosa'] },
  });
});
