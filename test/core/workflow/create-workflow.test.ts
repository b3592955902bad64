import { AppError } from '../../../core/wire/app-error.ts';
import {
  createWorkflow,
  newWorkflow,
  type WorkflowCreation,
} from '../../../core/workflow/create-workflow.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowStore } from '../../../core/workflow/workflow-store.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const olga = { userId: 'olga', role: 'backend' };
const context = { actor: olga, nowMs, fourEyes: true };

/** A table of this one item, or of none. */
function tableOf(there?: StoredWorkflow): Pick<WorkflowStore, 'decide'> {
  return { decide: async (_id, decide) => decide(there) };
}

const create = async (asked: Omit<WorkflowCreation, 'workflowId'>, fourEyes = true) =>
  await createWorkflow({ workflowId: 'w1', ...asked }, { ...context, fourEyes }, tableOf());

const legal = { name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 60 };
const finance = { name: 'finance', approvers: { roles: ['operator'], needed: 2 } };

test('one with steps begins at its first, and is due by it [W1]', () => {
  const asked = { workflowId: 'w1', name: 'payout', steps: [legal, finance], assignees: ['bea'] };
  expect(newWorkflow(asked, context)).toEqual({
    ...asked,
    ...{ status: 'pending', currentStep: 'legal', approvers: { users: ['ana'] }, approvedBy: [] },
    dueAt: '2026-11-20T20:01:00.000Z',
    ...{ createdBy: 'olga', updatedBy: 'olga', version: 1 },
    ...{ createdAt: '2026-11-20T20:00:00.000Z', updatedAt: '2026-11-20T20:00:00.000Z' },
  });
});

test('a draft is at no step until it is submitted, so that nobody is asked before', () => {
  const draft = newWorkflow({ workflowId: 'w1', steps: [legal], draft: true }, context);
  expect(draft).toMatchObject({ status: 'draft', approvedBy: [] });
  expect(Object.keys(draft)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(currentStep|approvers|dueAt|draft)$/)]),
  );
});

test('one without steps is decided once, by its approvers', async () => {
  const asked = { approvers: { users: ['ana'] }, dueAt: '2026-11-21T20:00:00.000Z' };
  expect(await create(asked)).toMatchObject({
    kind: 'write',
    workflow: { workflowId: 'w1', status: 'pending', ...asked },
  });
  expect(await create({})).toMatchObject({ kind: 'write' });
});

test.each([
  [
    'more approvals than people',
    { approvers: { users: ['ana', 'ana'], needed: 2 } },
    'received 2 as needed; expected at most the 1 of its users who may decide it, for it names no roles',
  ],
  [
    'an approval that only its creator could give',
    { steps: [{ name: 'legal', approvers: { users: ['olga'] } }] },
    'received 1 as needed of the step legal; expected at most the 0 of its users who may decide it, for it names no roles',
  ],
  [
    'too many approvals in all',
    {
      steps: [1, 2, 3].map(n => ({
        name: `step ${n}`,
        approvers: { roles: ['operator'], needed: 67 },
      })),
    },
    'received 201 approvals that are needed; expected at most 200',
  ],
  [
    'two steps of one name',
    { steps: [legal, legal] },
    'received two steps of one name; expected each with a name of its own',
  ],
  [
    'approvers beside steps',
    { steps: [legal], approvers: { users: ['ana'] } },
    'received steps, and approvers beside them; expected each step with its own',
  ],
  [
    'an escalation beside steps',
    { steps: [legal], escalateAfterSeconds: 60 },
    'received steps, and escalateAfterSeconds beside them; expected each step with its own',
  ],
  [
    'an item that is too long',
    { name: 'x'.repeat(65_536) },
    'received 65565 bytes; expected at most 65536',
  ],
])('%s is refused, for it could never be approved or kept', async (_title, asked, message) => {
  expect(await create(asked)).toEqual({ kind: 'refused', code: 'WORKFLOW_INVALID', message });
});

test('without four eyes its creator counts as an approver; of roles anybody may have one', async () => {
  expect(await create({ approvers: { users: ['olga'] } }, false)).toMatchObject({ kind: 'write' });
  const approvers = { users: ['olga'], roles: ['operator'], needed: 100 };
  expect(await create({ approvers })).toMatchObject({ kind: 'write' });
});

test('an item that is no workflow is not written over', async () => {
  const decide = async () => {
    throw new AppError('INPUT_INVALID', 'the item of w1 is not a workflow');
  };
  expect(await createWorkflow({ workflowId: 'w1' }, context, { decide })).toEqual({
    kind: 'refused',
    code: 'WORKFLOW_EXISTS',
    message: 'received the workflowId w1, whose item is no workflow; expected a new one',
  });
  const broken = async () => {
    throw new AppError('STORE_UNAVAILABLE', 'no answer');
  };
  await expect(createWorkflow({ workflowId: 'w1' }, context, { decide: broken })).rejects.toThrow(
    'no answer',
  );
});
