import { signToken } from '../../../core/auth/sign-token.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { workflow } from '../../support/memory-workflows.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.parse('2026-11-20T20:00:01.500Z');

interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: string[];
}

const ana = { userId: 'ana', role: 'bettor' };
const olga = { userId: 'olga', role: 'backend', permissions: ['workflow:create'] };
const mallory = { userId: 'mallory', role: 'bettor' };
const omar = { userId: 'omar', role: 'operator' };

/** Posts as somebody, to a table of this workflow; gives the answer with what was written and audited. */
async function post(
  caller: Caller,
  target: string,
  body: unknown,
  there: StoredWorkflow | undefined = workflow({ workflowId: 'a/b %' }),
  workflowFourEyes = true,
) {
  const written: StoredWorkflow[] = [];
  const audited: unknown[] = [];
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
      workflowFourEyes,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: entry => audited.push(entry), settled: async () => undefined },
    workflows: {
      find: async () => there,
      decide: async (workflowId, decide) => {
        const decision = decide(there?.workflowId === workflowId ? there : undefined);
        if (decision.kind === 'write') written.push(decision.workflow);
        return decision;
      },
    },
    now: () => now,
  });
  const token = await signToken({ ttlSeconds: 600, now, ...claims, ...caller }, secret);
  const event = urlEvent('POST', target, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  const answered: any = await answer.json();
  return { status: answer.status, body: answered, written, audited };
}

const decide = (caller: Caller, body: unknown, ...rest: [StoredWorkflow?, boolean?]) =>
  post(caller, '/workflows/a%2Fb%20%25/decisions', body, ...rest);

const steps = [
  { name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 60 },
  { name: 'finance', approvers: { roles: ['operator'], needed: 2 } },
];

test('one that is created without an id gets one, and the audit says which [W1] [W5]', async () => {
  const { status, body, written, audited } = await post(olga, '/workflows', { name: 'x', steps });
  expect(status).toBe(201);
  const { workflowId } = body.workflow;
  expect(workflowId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(body).toEqual({
    workflow: {
      ...{ workflowId, name: 'x', steps, status: 'pending', currentStep: 'legal' },
      ...{ approvers: { users: ['ana'] }, approvedBy: [], dueAt: now + 60_000, version: 1 },
      ...{ createdBy: 'olga', updatedBy: 'olga', createdAt: now, updatedAt: now },
    },
  });
  expect(written.map(each => each.workflowId)).toEqual([workflowId]);
  expect(audited).toMatchObject([
    {
      ...{ actor: 'olga', action: 'create_workflow', outcome: 'done' },
      subject: `workflow#${workflowId}`,
    },
  ]);
});

test('the same creation once more is answered by how it stands; what else has its id is refused', async () => {
  const there = workflow({ workflowId: '1', createdBy: 'olga', status: 'approved' });
  const { name, steps, approvers } = there;
  const same = { workflowId: '1', ...(name && { name }), ...(steps ? { steps } : { approvers }) };
  const again = await post(olga, '/workflows', same, there);
  expect(again).toMatchObject({
    status: 200,
    body: { workflow: { workflowId: '1', status: 'approved' } },
    written: [],
  });
  expect(await post(omar, '/workflows', { workflowId: '1' }, there)).toMatchObject({
    status: 409,
    body: { code: 'WORKFLOW_EXISTS', category: 'CLIENT', recovery: 'none' },
    audited: [{ subject: 'workflow#1', outcome: 'refused', code: 'WORKFLOW_EXISTS' }],
  });
});

test('a decision is answered by how the workflow stands, and audited by its own name, without its comment [W1] [W5]', async () => {
  const body = { decision: 'approve', step: 'legal', comment: 'as agreed' };
  const vote = { step: 'legal', by: 'ana', decision: 'approve', comment: 'as agreed', at: now };
  expect(await decide(ana, body)).toEqual({
    status: 200,
    body: {
      workflow: {
        ...{ workflowId: 'a/b %', status: 'approved', currentStep: 'legal', createdBy: 'olga' },
        ...{ approvers: { users: ['ana'] }, approvedBy: ['ana'], version: 2, lastDecision: vote },
        comments: [{ by: 'ana', text: 'as agreed', at: '2026-11-20T20:00:01.500Z' }],
        ...{ updatedBy: 'ana', updatedAt: now },
      },
    },
    written: [expect.objectContaining({ status: 'approved' })],
    audited: [
      expect.objectContaining({
        ...{ actor: 'ana', role: 'bettor', action: 'approve_workflow', outcome: 'done' },
        ...{ subject: 'workflow#a/b%20%25', reason: undefined },
      }),
    ],
  });
});

test.each([
  ['a rejection', ana, { decision: 'reject' }, 'reject_workflow', 'rejected'],
  ['its creator’s cancelling', olga, { decision: 'cancel' }, 'cancel_workflow', 'cancelled'],
  ['a submission of what is pending', olga, { decision: 'submit' }, 'submit_workflow', 'pending'],
])('%s is carried out [W1]', async (_title, caller, body, action, status) => {
  expect(await decide(caller, body)).toMatchObject({
    status: 200,
    body: { workflow: { status } },
    audited: [{ action, outcome: 'done' }],
  });
});

test('an approver delegates, and the audit says to whom [W1] [W5]', async () => {
  expect(await post(ana, '/workflows/a%2Fb%20%25/delegations', { to: 'carla' })).toMatchObject({
    status: 200,
    body: { workflow: { status: 'pending', assignees: ['carla'] } },
    written: [{ delegations: [{ step: 'legal', from: 'ana', to: 'carla' }] }],
    audited: [{ action: 'delegate_workflow', outcome: 'done', reason: 'to carla' }],
  });
});

const own = workflow({ workflowId: 'a/b %', createdBy: 'ana' });
const half = workflow({
  ...{ workflowId: 'a/b %', approvers: { users: ['ana', 'bea'], needed: 2 }, approvedBy: ['ana'] },
  decisions: [{ step: 'legal', by: 'ana', decision: 'approve', at: '2026-11-20T19:00:00Z' }],
});
const full = workflow({ workflowId: 'a/b %', comments: 'x'.repeat(163_840) });
const ended = workflow({ workflowId: 'a/b %', status: 'cancelled' });
const draft = workflow({ workflowId: 'a/b %', status: 'draft' });
const nowhere = workflow({ workflowId: 'a/b %', steps, currentStep: 'extra' });

test.each([
  ['of another step', ana, { step: 'finance' }, undefined, 409, 'STEP_CHANGED'],
  ['of a step that is none', ana, {}, nowhere, 409, 'STEP_UNKNOWN'],
  ['of what has ended', ana, {}, ended, 409, 'WORKFLOW_ENDED'],
  ['of a draft', ana, {}, draft, 409, 'WORKFLOW_NOT_SUBMITTED'],
  ['that contradicts one’s own', ana, { decision: 'reject' }, half, 409, 'DECIDED_ALREADY'],
  ['of what has no room', ana, {}, full, 409, 'WORKFLOW_FULL'],
  ['of who is no approver', omar, {}, undefined, 403, 'NOT_AN_APPROVER'],
  ['of who created it', ana, {}, own, 403, 'OWN_WORKFLOW'],
  ['to cancel by an approver', ana, { decision: 'cancel' }, undefined, 403, 'NOT_ALLOWED'],
  ['of whom it does not concern', mallory, {}, undefined, 404, 'WORKFLOW_NOT_FOUND'],
])(
  'a decision %s is refused by a code of its own, and audited [W1] [W5]',
  async (_title, caller, body, there, status, code) => {
    const { decision = 'approve', ...rest } = body as { readonly decision?: string };
    expect(await decide(caller, { decision, ...rest }, there)).toMatchObject({
      ...{ status, body: { code, category: 'CLIENT', recovery: 'none' }, written: [] },
      audited: [{ action: `${decision}_workflow`, outcome: 'refused', code }],
    });
  },
);

test('what is not there and what is not shown are refused alike', async () => {
  const none = await post(mallory, '/workflows/none/decisions', { decision: 'approve' });
  const hidden = await decide(mallory, { decision: 'approve' });
  expect(hidden.body).toEqual(none.body);
  const delegation = await post(mallory, '/workflows/none/delegations', { to: 'x' });
  expect([delegation.status, delegation.body.code]).toEqual([404, 'WORKFLOW_NOT_FOUND']);
});

test('without four eyes who created it decides it, too', async () => {
  expect(await decide(ana, { decision: 'approve' }, own, false)).toMatchObject({
    status: 200,
    body: { workflow: { status: 'approved' } },
  });
});

test.each([
  ['an unknown decision', { decision: 'maybe' }, 'received decision=maybe; expected'],
  ['a comment of too much', { decision: 'cancel', comment: 'x'.repeat(501) }, 'received comment='],
  ['a comment of two lines', { decision: 'cancel', comment: 'a\nb' }, 'received comment=a'],
  [
    'a step of what has no choice of one',
    { decision: 'submit', step: 'legal' },
    'received the unknown step; expected none',
  ],
  ['a person who is none', { decision: 'approve', for: 'no one' }, 'received for=no one; expected'],
])('%s is refused with what was received', async (_title, body, detail) => {
  const answer = await decide(ana, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' }, written: [] });
  expect(answer.body.detail).toContain(detail);
});

test.each([
  ['a step without approvers', { steps: [{ name: 'legal' }] }, 'received steps.0.approvers, which'],
  ['no step', { steps: [] }, 'received steps as a list of 0; expected at least one step'],
  [
    'approvals that nobody could give',
    { approvers: { users: ['olga'] } },
    'received 1 as needed; expected at most the 0 of its users',
  ],
  ['visibility for nobody', { visibleTo: {} }, 'expected permissions or roles, at least one'],
  ['somebody else as its creator', { createdBy: 'ana' }, 'received the unknown createdBy'],
  ['an id with a space', { workflowId: 'a b' }, 'expected 1 to 128 printable ASCII characters'],
  ['an id that a path drops', { workflowId: '.' }, 'without spaces, not . or ..'],
  ['an id that a path goes up by', { workflowId: '..' }, 'without spaces, not . or ..'],
])('a workflow with %s is not created', async (_title, body, detail) => {
  const answer = await post(olga, '/workflows', body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' }, written: [] });
  expect(answer.body.detail).toContain(detail);
});

test.each([
  ['bulk', 'workflow#bulk'],
  ['ñandú', 'workflow#%C3%B1and%C3%BA'],
  ['x'.repeat(256), `workflow#${'x'.repeat(256)}`],
  ['x'.repeat(257), 'workflow'],
])('a decision of %s is audited as one of it, refused or not', async (workflowId, subject) => {
  const target = `/workflows/${encodeURIComponent(workflowId)}/decisions`;
  const there = workflow({ workflowId });
  for (const decision of ['approve', 'unheard of']) {
    const { audited } = await post(ana, target, { decision }, there);
    expect(audited).toMatchObject([{ subject }]);
  }
});
