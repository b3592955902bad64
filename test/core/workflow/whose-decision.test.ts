import { decide } from '../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const people = {
  ana: { userId: 'ana', role: 'legal' },
  carla: { userId: 'carla', role: 'bettor' },
  omar: { userId: 'omar', role: 'operator' },
} as const;
const pending: StoredWorkflow = {
  ...{ workflowId: 'w1', status: 'pending', createdBy: 'olga', version: 1 },
  approvers: { users: ['ana', 'bea'] },
};

/** What becomes of the approval of this person. */
function outcome(workflow: StoredWorkflow, by: keyof typeof people): string {
  const context = { actor: people[by], nowMs, fourEyes: true };
  const decision = decide(workflow, { kind: 'approve' }, context);
  if (decision.kind === 'write') return decision.workflow.status;
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

test('approvers that name nobody leave it to the list of steps, and to staff where that names nobody', () => {
  const steps = [{ name: 'legal', approvers: { users: ['ana'] } }];
  for (const approvers of [undefined, {}, { users: [] }, { users: [], roles: [] }]) {
    const item = { ...pending, currentStep: 'legal', steps, approvers };
    expect(outcome(item, 'ana')).toBe('approved');
    expect(outcome(item, 'omar')).toBe('NOT_AN_APPROVER');
    expect(outcome(item, 'carla')).toBe('WORKFLOW_NOT_FOUND');
    const open = { ...item, steps: [{ name: 'legal', approvers: {} }] };
    expect(outcome(open, 'omar')).toBe('approved');
    expect(outcome(open, 'ana')).toBe('WORKFLOW_NOT_FOUND');
  }
});

test('what a backend keeps inside of comments may be a number that no JSON has', () => {
  const comments = [{ amount: 9007199254740993n }];
  expect(outcome({ ...pending, comments }, 'ana')).toBe('approved');
});
