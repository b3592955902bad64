import fc from 'fast-check';
import { itemSchemas } from '../../../core/change/item-schemas.ts';
import { newWorkflow } from '../../../core/workflow/create-workflow.ts';
import { decide } from '../../../core/workflow/decide.ts';
import {
  type StoredWorkflow,
  storedWorkflowSchema,
  type WorkflowVote,
} from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowAction, WorkflowActor } from '../../../core/workflow/workflow-action.ts';

const startMs = Date.parse('2026-11-20T20:00:00.000Z');

const roles: Readonly<Record<string, string>> = {
  ana: 'legal',
  bea: 'legal',
  carla: 'legal',
  dora: 'bettor',
  eva: 'bettor',
  omar: 'operator',
};
const users = Object.keys(roles);
const user = fc.constantFrom(...users);
const actorOf = (userId: string): WorkflowActor => ({ userId, role: roles[userId] ?? '' });

const approvers = fc.record(
  {
    users: fc.uniqueArray(user, { maxLength: 4 }),
    roles: fc.uniqueArray(fc.constantFrom('legal', 'operator'), { maxLength: 1 }),
    needed: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);
const stepNames = ['first', 'second', 'third'];
const steps = fc
  .array(approvers, { minLength: 1, maxLength: 3 })
  .map(each => each.map((of, n) => ({ name: stepNames[n] ?? '', approvers: of })));

const action: fc.Arbitrary<WorkflowAction> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        kind: fc.constant('approve' as const),
        step: fc.constantFrom(...stepNames),
        for: user,
      },
      { requiredKeys: ['kind'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reject' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('submit' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delegate' as const), to: user }) },
);

const life = fc.record({
  creator: user,
  shape: fc.oneof(
    steps.map(each => ({ steps: each })),
    approvers.map(each => ({ approvers: each })),
  ),
  draft: fc.boolean(),
  fourEyes: fc.boolean(),
  acts: fc.array(fc.tuple(user, action), { maxLength: 40 }),
});

const ends = ['approved', 'rejected', 'cancelled'];

/** Whose decision it is. */
const whose = ({ by, for: asked }: WorkflowVote) => asked ?? by;

function mayBe(of: StoredWorkflow['approvers'], userId: string): boolean {
  const { users: named = [], roles: those = [] } = of ?? {};
  if (named.length + those.length === 0) return roles[userId] === 'operator';
  return named.includes(userId) || those.includes(roles[userId] ?? '');
}

test('whoever does what in whatever order: one outcome, by as many different approvers as are needed [W1]', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(life, ({ creator, shape, draft, fourEyes, acts }) => {
      let nowMs = startMs;
      let stands = newWorkflow(
        { workflowId: 'w', draft, ...shape },
        { actor: actorOf(creator), nowMs, fourEyes },
      );
      for (const [by, each] of acts) {
        nowMs += 1_000;
        const context = { actor: actorOf(by), nowMs, fourEyes };
        const decision = decide(stands, each, context);
        if (decision.kind !== 'write') continue;
        // What has ended is written to no more, and each write is one version.
        expect(ends).not.toContain(stands.status);
        expect(decision.workflow.version).toBe((stands.version ?? 0) + 1);
        // The very same once more changes nothing, if it says what it was looking at.
        const seen = each.kind === 'approve' ? { ...each, step: stands.currentStep } : each;
        stands = decision.workflow;
        expect(decide(stands, seen, context).kind).not.toBe('write');
      }
      expectEarned(stands, { creator, fourEyes });
      reached.add(stands.status);
    }),
    { numRuns: 1_000 },
  );
  expect([...reached].sort()).toEqual(['approved', 'cancelled', 'draft', 'pending', 'rejected']);
});

function expectEarned(
  stands: StoredWorkflow,
  { creator, fourEyes }: { readonly creator: string; readonly fourEyes: boolean },
): void {
  const plain = JSON.parse(JSON.stringify(stands));
  expect(storedWorkflowSchema.safeParse(plain).success).toBe(true);
  expect(itemSchemas.Workflows.safeParse(plain).success).toBe(true);
  const { decisions = [], delegations = [], status, currentStep, createdBy } = stands;
  expect(createdBy).toBe(creator);
  const all = stands.steps ?? [{ name: undefined, approvers: stands.approvers ?? {} }];
  for (const { name, approvers: of } of all) {
    const votes = decisions.filter(({ step }) => step === name);
    // Nobody counts twice, whoever acts for whom.
    expect(new Set(votes.map(({ by }) => by)).size).toBe(votes.length);
    expect(new Set(votes.map(whose)).size).toBe(votes.length);
    for (const vote of votes) {
      expect(mayBe(of, whose(vote))).toBe(true);
      if (fourEyes) expect([vote.by, whose(vote)]).not.toContain(creator);
      if (vote.for === undefined) continue;
      expect(delegations).toContainEqual(
        expect.objectContaining({ from: vote.for, to: vote.by, ...(name && { step: name }) }),
      );
    }
    const approvals = votes.filter(({ decision }) => decision === 'approve').length;
    const isPassed =
      status === 'approved' ||
      (currentStep !== undefined &&
        stepNames.indexOf(String(name)) < stepNames.indexOf(String(currentStep)));
    // As many as are needed, and none after them.
    if (isPassed) expect(approvals).toBe(of.needed ?? 1);
    else expect(approvals).toBeLessThan(of.needed ?? 1);
  }
  const rejections = decisions.filter(({ decision }) => decision === 'reject');
  expect(rejections.length).toBe(status === 'rejected' ? 1 : 0);
  if (status === 'rejected') expect(decisions.at(-1)?.decision).toBe('reject');
}
