import { decide } from '../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowState } from '../../../core/workflow/transition.ts';
import type {
  WorkflowAction,
  WorkflowActionKind,
  WorkflowActor,
} from '../../../core/workflow/workflow-action.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

const people = {
  olga: { userId: 'olga', role: 'backend' },
  ana: { userId: 'ana', role: 'legal' },
  bea: { userId: 'bea', role: 'legal' },
  carla: { userId: 'carla', role: 'bettor' },
  omar: { userId: 'omar', role: 'operator' },
} as const satisfies Record<string, WorkflowActor>;
type Person = keyof typeof people;

const pending: StoredWorkflow = {
  ...{ workflowId: 'w1', status: 'pending', createdBy: 'olga', version: 1 },
  approvers: { users: ['ana', 'bea'] },
};

const act = (
  workflow: StoredWorkflow | undefined,
  by: Person,
  action: WorkflowAction,
  fourEyes = true,
) => decide(workflow, action, { actor: people[by], nowMs, fourEyes });

/** The workflow after these actions, all of which are written. */
function after(
  workflow: StoredWorkflow,
  ...acts: readonly (readonly [Person, WorkflowAction])[]
): StoredWorkflow {
  return acts.reduce((stands, [by, action]) => {
    const decision = act(stands, by, action);
    if (decision.kind !== 'write') throw new Error(JSON.stringify(decision));
    return decision.workflow;
  }, workflow);
}

/** What becomes of it: the new status, or why nothing does. */
function outcome(
  workflow: StoredWorkflow | undefined,
  by: Person,
  action: WorkflowAction,
  fourEyes = true,
): string {
  const decision = act(workflow, by, action, fourEyes);
  if (decision.kind === 'write') return decision.workflow.status;
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

const approve = { kind: 'approve' } as const;
const reject = { kind: 'reject' } as const;
const cancel = { kind: 'cancel' } as const;
const submit = { kind: 'submit' } as const;
const to = (userId: string) => ({ kind: 'delegate', to: userId }) as const;

const states: Readonly<Record<WorkflowState, StoredWorkflow | undefined>> = {
  none: undefined,
  draft: { ...pending, status: 'draft' },
  pending,
  approved: after(pending, ['ana', approve]),
  rejected: after(pending, ['ana', reject]),
  cancelled: after(pending, ['olga', cancel]),
};

/** By whom, so that nothing but the state is in the way. */
const actions: Readonly<Record<WorkflowActionKind, readonly [Person, WorkflowAction]>> = {
  create: ['olga', { kind: 'create', workflow: { ...pending, name: 'another' } }],
  submit: ['olga', submit],
  approve: ['bea', approve],
  reject: ['bea', reject],
  cancel: ['olga', cancel],
  delegate: ['bea', to('carla')],
};

const table: Readonly<Record<WorkflowState, Readonly<Record<WorkflowActionKind, string>>>> = {
  none: {
    create: 'pending',
    submit: 'WORKFLOW_NOT_FOUND',
    approve: 'WORKFLOW_NOT_FOUND',
    reject: 'WORKFLOW_NOT_FOUND',
    cancel: 'WORKFLOW_NOT_FOUND',
    delegate: 'WORKFLOW_NOT_FOUND',
  },
  draft: {
    create: 'WORKFLOW_EXISTS',
    submit: 'pending',
    approve: 'WORKFLOW_NOT_SUBMITTED',
    reject: 'WORKFLOW_NOT_SUBMITTED',
    cancel: 'cancelled',
    delegate: 'WORKFLOW_NOT_SUBMITTED',
  },
  pending: {
    create: 'WORKFLOW_EXISTS',
    submit: 'applied already',
    approve: 'approved',
    reject: 'rejected',
    cancel: 'cancelled',
    delegate: 'pending',
  },
  approved: {
    create: 'WORKFLOW_EXISTS',
    submit: 'WORKFLOW_ENDED',
    approve: 'WORKFLOW_ENDED',
    reject: 'WORKFLOW_ENDED',
    cancel: 'WORKFLOW_ENDED',
    delegate: 'WORKFLOW_ENDED',
  },
  rejected: {
    create: 'WORKFLOW_EXISTS',
    submit: 'WORKFLOW_ENDED',
    approve: 'WORKFLOW_ENDED',
    reject: 'WORKFLOW_ENDED',
    cancel: 'WORKFLOW_ENDED',
    delegate: 'WORKFLOW_ENDED',
  },
  cancelled: {
    create: 'WORKFLOW_EXISTS',
    submit: 'WORKFLOW_ENDED',
    approve: 'WORKFLOW_ENDED',
    reject: 'WORKFLOW_ENDED',
    cancel: 'applied already',
    delegate: 'WORKFLOW_ENDED',
  },
};

const cells = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(
    ([kind, expected]) => [state as WorkflowState, kind as WorkflowActionKind, expected] as const,
  ),
);

test.each(cells)('of one that is %s, %s comes to %s [W1]', (state, kind, expected) => {
  const [by, action] = actions[kind];
  expect(outcome(states[state], by, action)).toBe(expected);
});

test('a decision says who decided what when, and what was said [W1]', () => {
  const decision = act(pending, 'ana', { ...approve, comment: 'as agreed', bulkOperationId: 'b1' });
  const vote = {
    ...{ by: 'ana', decision: 'approve', comment: 'as agreed', at: '2026-11-20T20:00:00.000Z' },
  };
  expect(decision).toEqual({
    kind: 'write',
    workflow: {
      ...pending,
      ...{ status: 'approved', approvedBy: ['ana'], bulkOperationId: 'b1', version: 2 },
      ...{ decisions: [vote], lastDecision: vote },
      comments: [{ by: 'ana', text: 'as agreed', at: '2026-11-20T20:00:00.000Z' }],
      ...{ updatedBy: 'ana', updatedAt: '2026-11-20T20:00:00.000Z' },
    },
  });
});

const steps: StoredWorkflow = {
  ...{ workflowId: 'w2', status: 'draft', createdBy: 'olga', version: 1 },
  steps: [
    { name: 'legal', approvers: { roles: ['legal'], needed: 2 }, dueInSeconds: 60 },
    { name: 'finance', approvers: { users: ['carla'] } },
  ],
};

test('steps are decided one after the other, each by its own, the last one ends it [W1]', () => {
  const atLegal = after(steps, ['olga', submit]);
  expect(atLegal).toMatchObject({
    ...{ status: 'pending', currentStep: 'legal', approvers: { roles: ['legal'], needed: 2 } },
    ...{ approvedBy: [], dueAt: '2026-11-20T20:01:00.000Z' },
  });
  expect(outcome(atLegal, 'carla', approve)).toBe('WORKFLOW_NOT_FOUND');
  const half = after(atLegal, ['ana', approve]);
  expect(half).toMatchObject({ status: 'pending', currentStep: 'legal', approvedBy: ['ana'] });
  const atFinance = after(
    { ...half, overdueAt: '2026-11-20T20:01:00.000Z', escalatedTo: { users: ['omar'] } },
    ['bea', approve],
  );
  expect(atFinance).toMatchObject({
    ...{ status: 'pending', currentStep: 'finance', approvers: { users: ['carla'] } },
    approvedBy: [],
  });
  for (const gone of ['dueAt', 'overdueAt', 'escalatedTo']) {
    expect(atFinance).toHaveProperty(gone, undefined);
  }
  const approved = after(atFinance, ['carla', approve]);
  expect(approved).toMatchObject({ status: 'approved', approvedBy: ['carla'], version: 5 });
  expect(approved.decisions?.map(({ step, by }) => `${step} ${by}`)).toEqual([
    'legal ana',
    'legal bea',
    'finance carla',
  ]);
});

test('what was decided once is the same once more, also when the step has moved on [W1]', () => {
  const atLegal = after(steps, ['olga', submit]);
  const ofLegal = { ...approve, step: 'legal' } as const;
  const half = after(atLegal, ['ana', ofLegal]);
  expect(outcome(half, 'ana', ofLegal)).toBe('applied already');
  expect(outcome(half, 'ana', { ...reject, step: 'legal' })).toBe('DECIDED_ALREADY');
  const atFinance = after(half, ['bea', approve]);
  expect(outcome(atFinance, 'ana', ofLegal)).toBe('applied already');
  expect(outcome(atFinance, 'bea', ofLegal)).toBe('applied already');
  expect(outcome(atFinance, 'bea', { ...reject, step: 'legal' })).toBe('DECIDED_ALREADY');
  // Whoever comes late, without having decided, is not counted for a step they did not look at.
  expect(outcome(atFinance, 'carla', ofLegal)).toBe('STEP_CHANGED');
  const approved = after(atFinance, ['carla', approve]);
  expect(outcome(approved, 'ana', ofLegal)).toBe('applied already');
  expect(outcome(approved, 'carla', { ...reject, step: 'finance' })).toBe('DECIDED_ALREADY');
});

test('one that a backend took back is decided anew, by those who decided it before too [W1]', () => {
  const half = after(steps, ['olga', submit], ['ana', approve]);
  const draft: StoredWorkflow = { ...half, status: 'draft' };
  expect(outcome(draft, 'ana', approve)).toBe('WORKFLOW_NOT_SUBMITTED');
  const again = after(draft, ['olga', submit]);
  expect(again).toMatchObject({ currentStep: 'legal', approvedBy: [] });
  expect(after(again, ['ana', approve], ['bea', approve])).toMatchObject({
    currentStep: 'finance',
  });
});

test('who created a workflow decides none of it, neither by role, nor by delegation, nor through somebody [W1]', () => {
  const own: StoredWorkflow = { ...pending, createdBy: 'ana', approvers: { roles: ['legal'] } };
  expect(outcome(own, 'ana', approve)).toBe('OWN_WORKFLOW');
  expect(outcome(own, 'ana', reject)).toBe('OWN_WORKFLOW');
  expect(outcome(own, 'ana', to('carla'))).toBe('OWN_WORKFLOW');
  expect(outcome(own, 'bea', to('ana'))).toBe('OWN_WORKFLOW');
  // As one that was delegated while the setting was off.
  const delegated = act(own, 'ana', to('carla'), false);
  expect(delegated.kind).toBe('write');
  if (delegated.kind === 'write') {
    expect(outcome(delegated.workflow, 'carla', approve)).toBe('OWN_WORKFLOW');
  }
  expect(outcome(own, 'ana', approve, false)).toBe('approved');
  expect(outcome(own, 'bea', approve)).toBe('approved');
  expect(outcome(own, 'ana', cancel)).toBe('cancelled');
});

const two: StoredWorkflow = { ...pending, approvers: { users: ['ana', 'bea'], needed: 2 } };

test('whoever it was delegated to decides for the approver, and both together count once [W1]', () => {
  const delegated = after(two, ['ana', to('carla')]);
  expect(delegated).toMatchObject({
    delegations: [{ from: 'ana', to: 'carla', at: '2026-11-20T20:00:00.000Z' }],
    assignees: ['carla'],
  });
  expect(outcome(delegated, 'ana', to('carla'))).toBe('applied already');
  const byCarla = after(delegated, ['carla', approve]);
  expect(byCarla).toMatchObject({
    ...{ status: 'pending', approvedBy: ['carla'] },
    lastDecision: { by: 'carla', for: 'ana', decision: 'approve' },
  });
  expect(outcome(byCarla, 'carla', approve)).toBe('applied already');
  expect(outcome(byCarla, 'ana', approve)).toBe('DECIDED_ALREADY');
  expect(outcome(byCarla, 'ana', to('omar'))).toBe('DECIDED_ALREADY');
  expect(outcome(byCarla, 'bea', approve)).toBe('approved');
  const byAna = after(delegated, ['ana', approve]);
  expect(outcome(byAna, 'carla', approve)).toBe('DECIDED_ALREADY');
});

test('a delegate decides for whoever has not decided, and never for themselves [W1]', () => {
  const both = after(two, ['ana', to('carla')], ['bea', to('carla')]);
  expect(after(both, ['ana', approve], ['carla', approve])).toMatchObject({
    status: 'approved',
    lastDecision: { by: 'carla', for: 'bea' },
  });
  const one = after(both, ['carla', { ...approve, for: 'bea' }]);
  expect(one).toMatchObject({ status: 'pending', lastDecision: { for: 'bea' } });
  // Two approvers are two people.
  expect(outcome(one, 'carla', { ...approve, for: 'ana' })).toBe('DECIDED_ALREADY');
  expect(outcome(both, 'carla', { ...approve, for: 'carla' })).toBe('NOT_AN_APPROVER');
  expect(outcome(both, 'carla', { ...approve, for: 'omar' })).toBe('NOT_AN_APPROVER');
  expect(outcome(both, 'ana', { ...approve, for: 'bea' })).toBe('NOT_AN_APPROVER');
});

test('what was delegated cannot be passed on, and ends with the step and with the approver [W1]', () => {
  const delegated = after(two, ['ana', to('carla')]);
  expect(outcome(delegated, 'carla', to('omar'))).toBe('NOT_AN_APPROVER');
  expect(outcome(delegated, 'ana', to('ana'))).toBe('NOT_ALLOWED');
  const replaced: StoredWorkflow = { ...delegated, approvers: { users: ['bea'] } };
  expect(outcome(replaced, 'carla', approve)).toBe('NOT_AN_APPROVER');
  const atFinance = after(
    {
      ...steps,
      steps: [...(steps.steps ?? []), { name: 'last', approvers: { roles: ['legal'] } }],
    },
    ['olga', submit],
    ['ana', to('omar')],
    ['omar', approve],
    ['bea', approve],
  );
  expect(atFinance.currentStep).toBe('finance');
  expect(outcome(atFinance, 'omar', approve)).toBe('NOT_AN_APPROVER');
});

test('where nobody is named staff decide; whom it was escalated to decide besides, not instead [W1]', () => {
  const { approvers: _, ...unnamed } = pending;
  expect(outcome(unnamed, 'omar', approve)).toBe('approved');
  expect(outcome(unnamed, 'ana', approve)).toBe('WORKFLOW_NOT_FOUND');
  const escalated = { ...unnamed, escalatedTo: { users: ['carla'] } };
  expect(outcome(escalated, 'omar', approve)).toBe('approved');
  expect(outcome(escalated, 'carla', approve)).toBe('approved');
  const named = { ...two, escalatedTo: { roles: ['operator'] } };
  expect(outcome(named, 'omar', approve)).toBe('pending');
  expect(after(named, ['omar', approve], ['ana', approve]).status).toBe('approved');
  expect(outcome(two, 'omar', approve)).toBe('NOT_AN_APPROVER');
});

test('what a backend left unclear is approved by nobody [W1]', () => {
  const started = after(steps, ['olga', submit]);
  const unnamed: StoredWorkflow = { ...started, approvers: undefined };
  expect(outcome(unnamed, 'omar', approve)).toBe('NOT_AN_APPROVER');
  const nowhere: StoredWorkflow = { ...started, currentStep: undefined };
  const elsewhere: StoredWorkflow = { ...started, currentStep: 'extra' };
  expect(outcome(nowhere, 'ana', approve)).toBe('STEP_UNKNOWN');
  expect(outcome(elsewhere, 'ana', approve)).toBe('STEP_UNKNOWN');
  expect(outcome(elsewhere, 'ana', reject)).toBe('rejected');
  // A backend that keeps its steps by itself says when the last one is.
  const byNumber: StoredWorkflow = { ...pending, currentStep: 3 };
  expect(outcome(byNumber, 'ana', { ...approve, step: '3' })).toBe('STEP_CHANGED');
  expect(outcome(byNumber, 'ana', { ...approve, step: 3 })).toBe('approved');
});

test('an approval that a backend wrote by itself counts as one [W1]', () => {
  const byBackend: StoredWorkflow = { ...two, approvedBy: ['ana', 'ana'] };
  expect(outcome(byBackend, 'ana', approve)).toBe('applied already');
  expect(outcome(byBackend, 'ana', reject)).toBe('DECIDED_ALREADY');
  expect(after(byBackend, ['bea', approve])).toMatchObject({
    status: 'approved',
    approvedBy: ['ana', 'bea'],
  });
});

test('only its creator and staff cancel and submit; whoever may not see it learns nothing [W1]', () => {
  const draft: StoredWorkflow = { ...pending, status: 'draft' };
  expect(outcome(draft, 'ana', submit)).toBe('NOT_ALLOWED');
  expect(outcome(draft, 'omar', submit)).toBe('pending');
  expect(outcome(pending, 'ana', cancel)).toBe('NOT_ALLOWED');
  expect(outcome(pending, 'carla', cancel)).toBe('WORKFLOW_NOT_FOUND');
  expect(act(pending, 'carla', cancel)).toEqual(act(undefined, 'carla', cancel));
  const hidden: StoredWorkflow = { ...pending, visibleTo: { permissions: ['compliance'] } };
  for (const by of Object.keys(people) as Person[]) {
    expect(outcome(hidden, by, approve)).toBe('WORKFLOW_NOT_FOUND');
  }
});

test('a creation once more is given as it stands, unless whoever asks may not see it', () => {
  const created: StoredWorkflow = { ...pending, name: 'payout' };
  const create = { kind: 'create', workflow: created } as const;
  const approved = after(created, ['ana', approve]);
  expect(act(approved, 'olga', create)).toEqual({ kind: 'applied already', workflow: approved });
  const visibleTo = { roles: ['legal'] };
  const hidden = { ...created, visibleTo };
  expect(act({ ...approved, visibleTo }, 'olga', { ...create, workflow: hidden })).toEqual({
    kind: 'applied already',
    workflow: hidden,
  });
  expect(outcome({ ...approved, createdBy: 'ana' }, 'olga', create)).toBe('WORKFLOW_EXISTS');
  expect(outcome({ ...approved, steps: [] }, 'olga', create)).toBe('applied already');
  expect(outcome({ ...approved, steps: steps.steps }, 'olga', create)).toBe('WORKFLOW_EXISTS');
});

test('of a hundred comments the oldest goes; an item without room takes no decision more', () => {
  const said = Array.from({ length: 100 }, (_, n) => ({ by: 'bea', text: `said ${n}` }));
  const { comments } = after({ ...pending, comments: said }, [
    'ana',
    { ...approve, comment: 'and so do I' },
  ]);
  expect(comments).toHaveLength(100);
  expect(comments?.[0]).toEqual({ by: 'bea', text: 'said 1' });
  const earlier = { by: 'bea', decision: 'approve', at: '2026-11-20T19:00:00.000Z' } as const;
  const long: readonly StoredWorkflow[] = [
    { ...pending, comments: 'x'.repeat(163_840) },
    { ...pending, decisions: Array.from({ length: 5_000 }, () => earlier) },
  ];
  for (const each of long) {
    expect(outcome(each, 'ana', approve)).toBe('WORKFLOW_FULL');
    expect(outcome(each, 'ana', to('carla'))).toBe('WORKFLOW_FULL');
    expect(outcome(each, 'olga', cancel)).toBe('cancelled');
  }
  const many = Array.from({ length: 100 }, (_, n) => `user-${n}`);
  expect(outcome({ ...pending, assignees: many }, 'ana', to('carla'))).toBe('WORKFLOW_FULL');
  expect(outcome({ ...pending, assignees: many }, 'ana', to('user-7'))).toBe('pending');
});
