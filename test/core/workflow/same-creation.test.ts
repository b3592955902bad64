import { decide } from '../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const olga = { userId: 'olga', role: 'backend' };
const pending: StoredWorkflow = {
  ...{ workflowId: 'w1', status: 'pending', createdBy: 'olga', version: 1 },
  approvers: { users: ['ana', 'bea'] },
};

/** What becomes of this creation where there is such a workflow. */
function outcome(there: StoredWorkflow, workflow: StoredWorkflow): string {
  const decision = decide(
    there,
    { kind: 'create', workflow },
    { actor: olga, nowMs, fourEyes: true },
  );
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

test.each<[string, Partial<StoredWorkflow>]>([
  ['the name', { name: 'another' }],
  ['who created it', { createdBy: 'ana' }],
  ['who decides a step', { steps: [{ name: 'legal', approvers: { users: ['bea'] } }] }],
  ['how long a step has', { steps: [{ name: 'legal', approvers: {}, dueInSeconds: 60 }] }],
  ['whom it is shown to', { visibleTo: { roles: ['legal'] } }],
  ['who decides it', { approvers: { users: ['ana', 'bea'], needed: 2 } }],
  ['when it is due', { dueAt: '2026-11-21T20:00:00.000Z' }],
  ['who is reminded', { remindBeforeSeconds: 60 }],
  ['when it is escalated', { escalateAfterSeconds: 60 }],
  ['to whom', { escalateTo: { roles: ['admin'] } }],
])('a creation that differs by %s is of another workflow [W1]', (_what, more) => {
  const workflow = { ...pending, ...more };
  expect(outcome(pending, workflow)).toBe('WORKFLOW_EXISTS');
  expect(outcome(workflow, workflow)).toBe('applied already');
});

test('the order in which a table gives fields is no difference to a creation', () => {
  const steps = [{ name: 'legal', approvers: { users: ['ana'], roles: ['legal'], needed: 2 } }];
  const turned = [{ approvers: { needed: 2, roles: ['legal'], users: ['ana'] }, name: 'legal' }];
  const workflow = { ...pending, steps };
  expect(outcome({ ...pending, steps: turned }, workflow)).toBe('applied already');
});
