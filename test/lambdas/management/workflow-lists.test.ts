import { signToken } from '../../../core/auth/sign-token.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { memoryWorkflows, workflow } from '../../support/memory-workflows.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.parse('2026-11-20T20:00:01.500Z');

const items: readonly StoredWorkflow[] = [
  workflow({
    workflowId: 'a/b %',
    dueAt: '2026-11-20T21:00:00+01:00',
    decisions: [{ step: 'draft', by: 'ana', decision: 'approve', at: '2026-11-20T19:00:00Z' }],
    delegations: [{ step: 'legal', from: 'ana', to: 'bea', at: '2026-11-20T19:30:00Z' }],
    assignees: ['bea'],
  }),
  workflow({ workflowId: 'hidden', visibleTo: { permissions: ['compliance'] }, createdBy: 'bea' }),
  workflow({ workflowId: 'olgas' }),
];

const kim = { userId: 'kim', role: 'operator' };
const bea = { userId: 'bea', role: 'bettor' };

interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: string[];
}

/** Asks as somebody, of a table and a log of these. */
async function ask(caller: Caller, target: string) {
  const segments = memorySegments();
  await coldWriter(segments, () => now).append(
    'workflows',
    [
      encodedEvent('e1', {
        ...{ channel: 'workflows', source: 'Workflows', type: 'workflow.created' },
        data: { workflowId: 'a/b %', status: 'pending' },
      }),
    ],
    now,
  );
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
    } as never,
    keys: {
      tokenKey: { kind: 'secret', source: fixedSecret(secret) },
      sseSecrets: fixedSecret(secret),
    },
    revocations: { isRevoked: async () => false } as never,
    rates: { take: async () => ({ kind: 'within' }) },
    drains: noDrain,
    statistics: { request: () => undefined, error: () => undefined } as never,
    audit: { record: () => undefined, settled: async () => undefined },
    workflows: {
      find: async workflowId => items.find(item => item.workflowId === workflowId),
      decide: () => Promise.reject(new Error('nothing is decided here')),
    },
    workflowLists: memoryWorkflows(items),
    segments,
    now: () => now,
  });
  const token = await signToken({ ttlSeconds: 600, now, ...claims, ...caller }, secret);
  const event = urlEvent('GET', target, { headers: { authorization: `Bearer ${token}` } });
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await app.fetch(requestOf(event), { event, lambdaContext });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  const body: any = await answer.json();
  return { status: answer.status, body };
}

const shown = {
  workflowId: 'a/b %',
  status: 'pending',
  currentStep: 'legal',
  createdBy: 'olga',
  approvers: { users: ['ana'] },
  assignees: ['bea'],
  version: 1,
  dueAt: Date.parse('2026-11-20T20:00:00Z'),
};

test('a workflow comes with its decisions, its delegations and its history', async () => {
  expect(await ask(bea, '/workflows/a%2Fb%20%25')).toEqual({
    status: 200,
    body: {
      at: now,
      workflow: shown,
      decisions: [
        { step: 'draft', by: 'ana', decision: 'approve', at: Date.parse('2026-11-20T19:00:00Z') },
      ],
      delegations: [
        { step: 'legal', from: 'ana', to: 'bea', at: Date.parse('2026-11-20T19:30:00Z') },
      ],
      history: {
        events: [expect.objectContaining({ id: 'e1', type: 'workflow.created' })],
        complete: true,
      },
    },
  });
});

test('what is not there and what is not shown are refused alike, to staff too', async () => {
  for (const caller of [kim, bea]) {
    const [hidden, none] = [
      await ask(caller, '/workflows/hidden'),
      await ask(caller, '/workflows/none'),
    ];
    expect([hidden.status, none.status]).toEqual([404, 404]);
    expect(JSON.stringify(hidden.body).replace('hidden', 'none')).toBe(JSON.stringify(none.body));
  }
  const officer = { userId: 'ofra', role: 'backend', permissions: ['compliance', 'workflow:read'] };
  expect((await ask(officer, '/workflows/hidden')).status).toBe(200);
});

test('a list is of what the caller may see, by the server’s clock', async () => {
  expect(await ask(bea, '/workflows')).toEqual({
    status: 200,
    body: { at: now, workflows: [shown] },
  });
  const { body } = await ask(kim, '/workflows?limit=1');
  expect(body).toEqual({ at: now, workflows: [shown], next: expect.stringMatching(/^[\w-]+$/) });
});

test.each([
  ['a status', 'status=pending', ['a/b %', 'olgas']],
  ['another status', 'status=approved', []],
  ['a step and an assignee', 'step=legal&assignee=bea', ['a/b %']],
  ['an approver and who created it', 'approver=ana&createdBy=olga', ['a/b %', 'olgas']],
  ['a moment in words', 'dueBefore=2026-11-20T20:00:00.001Z', ['a/b %']],
  ['a moment in milliseconds', `dueBefore=${Date.parse('2026-11-20T20:00:00Z')}`, []],
  ['ids', 'workflows=olgas&workflows=hidden&workflows=none', ['olgas']],
])('a query by %s is answered', async (_title, query, expected) => {
  const { status, body } = await ask(kim, `/workflows?${query}`);
  const ids = body.workflows.map((each: { readonly workflowId: string }) => each.workflowId);
  expect([status, ids]).toEqual([200, expected]);
});

test.each([
  ['an unknown status', '?status=open'],
  ['no step', '?step='],
  ['no user', '?assignee='],
  ['a user of too many characters', `?approver=${'x'.repeat(129)}`],
  ['no moment', '?dueBefore=tomorrow'],
  ['two moments', '?dueBefore=1&dueBefore=2'],
  ['too many ids', `?${'workflows=1&'.repeat(101)}`],
  ['what there is not', '?all=true'],
  ['a page that nobody gave', '?next=abc'],
  ['one by too long an id', `/${'x'.repeat(257)}`],
])('a request for %s is refused', async (_title, target) => {
  const { status, body } = await ask(kim, `/workflows${target}`);
  expect([status, body.code]).toEqual([400, 'QUERY_INVALID']);
});
