import { signToken } from '../../../core/auth/sign-token.ts';
import type { BulkResult } from '../../../core/workflow/bulk/bulk-result.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import type { ManagementPorts } from '../../../lambdas/management/ports.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memoryBulkStore } from '../../support/memory-bulk-store.ts';
import { memoryWorkflows, workflow } from '../../support/memory-workflows.ts';
import { noDrain } from '../../support/no-drain.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const claims = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const now = Date.parse('2026-11-20T20:00:01.500Z');
const at = '2026-11-20T20:00:00.000Z';

const kim = { userId: 'kim', role: 'operator' };
const bot = { userId: 'bot', role: 'backend', permissions: ['workflow:bulk', 'workflow:read'] };
const bea = { userId: 'bea', role: 'bettor', permissions: ['workflow:read'] };

interface Caller {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: string[];
}

const items = [
  workflow({ workflowId: 'a', approvers: { roles: ['operator'] } }),
  workflow({ workflowId: 'b', approvers: { roles: ['operator'] }, currentStep: 2 }),
  workflow({ workflowId: 'c' }),
  workflow({ workflowId: 'hidden', visibleTo: { permissions: ['compliance'] } }),
];
const failed = (workflowId: string, code: string): BulkResult => ({
  ...{ workflowId, outcome: 'failed', code, message: 'received this; expected that', at },
});
const results: readonly BulkResult[] = [
  { workflowId: 'a', outcome: 'done', at },
  failed('b', 'STEP_CHANGED'),
  failed('c', 'NOT_AN_APPROVER'),
  failed('hidden', 'WORKFLOW_NOT_FOUND'),
];

/** An API of these workflows and operations, and what it did beside answering. */
function api(ports: Partial<ManagementPorts> = {}) {
  const bulk = memoryBulkStore(results);
  const audited: unknown[] = [];
  const started: string[] = [];
  const app = createApp({
    ...unusedPorts(),
    config: {
      jwtIssuer: claims.issuer,
      jwtAudience: claims.audience,
      allowedOrigins: [],
      frontDoorOrigin: undefined,
      workflowFourEyes: true,
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
    workflowLists: memoryWorkflows(items),
    bulk: bulk.store,
    startBulk: async ({ bulkOperationId }) => {
      started.push(bulkOperationId);
    },
    now: () => now,
    ...ports,
  });
  const ask = async (caller: Caller, method: string, target: string, body?: unknown) => {
    const token = await signToken({ ttlSeconds: 600, now, ...claims, ...caller }, secret);
    const event = urlEvent(method, `/workflows/bulk${target}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const lambdaContext = { awsRequestId: 'request-1' };
    const answer = await app.fetch(requestOf(event), { event, lambdaContext });
    // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
    const answered: any = await answer.json();
    return { status: answer.status, body: answered };
  };
  return { ask, ...bulk, audited, started };
}

const request = { operationId: 'op-1', action: 'approve', reason: 'season is over' };

const operation = {
  operationId: 'op-1',
  action: 'approve',
  requestedBy: 'kim',
  reason: 'season is over',
  status: 'running',
  cancelRequested: false,
  ...{ done: 0, failed: 0, skipped: 0, total: 2 },
  ...{ startedAt: now, progressAt: now },
};

test('an operation of ids is written, started, and audited with its reason [W2] [W5]', async () => {
  const { ask, plans, started, audited } = api();
  const body = { ...request, ids: ['b', 'a', 'b'], comment: 'as agreed' };
  expect(await ask(kim, 'POST', '', body)).toEqual({
    status: 202,
    body: { operation: { ...operation, comment: 'as agreed' } },
  });
  expect(plans.get('op-1')).toMatchObject({
    operation: { requestedBy: 'kim', requestedByRole: 'operator', requestedByPermissions: [] },
    chunks: [['b', 'a']],
  });
  expect(started).toEqual(['op-1']);
  expect(audited).toMatchObject([
    {
      actor: 'kim',
      action: 'start_bulk_operation',
      subject: 'bulk-operation#op-1',
      reason: 'season is over',
      outcome: 'done',
    },
  ]);
});

test('a filter is resolved to what the caller may see and it holds of now', async () => {
  const { ask, plans } = api();
  const filter = { step: 2, dueBefore: 1 };
  expect((await ask(kim, 'POST', '', { ...request, filter })).body.detail).toBe(
    'received a filter of 0 workflows; expected one of 1 to 10000',
  );
  expect((await ask(kim, 'POST', '', { ...request, filter: { step: 2 } })).status).toBe(202);
  expect(plans.get('op-1')?.chunks).toEqual([['b']]);
  await ask(kim, 'POST', '', { ...request, operationId: 'op-2', filter: { status: 'pending' } });
  expect(plans.get('op-2')?.chunks).toEqual([['a', 'b', 'c']]);
});

test('an approval is of the step that the filter names, or that is named beside ids; so is its retry [W1]', async () => {
  const { ask, plans } = api();
  const filter = { step: 2 };
  const { body } = await ask(kim, 'POST', '', { ...request, filter });
  expect(body.operation.step).toBe('2');
  await ask(kim, 'POST', '', { ...request, operationId: 'op-2', ids: ['a'], step: 'legal' });
  const steps = ['op-1', 'op-2'].map(id => plans.get(id)?.operation.step);
  expect(steps).toEqual(['2', 'legal']);
  const preview = { action: 'approve', ids: ['a', 'b'], preview: true };
  const at = async (step: unknown) =>
    (await ask(kim, 'POST', '', { ...preview, step })).body.refusals;
  expect(await at(2)).toEqual({ STEP_CHANGED: 1 });
  for (const wrong of [
    { filter, step: 'legal' },
    { ids: ['a'], step: 'legal', action: 'cancel' },
  ]) {
    expect((await ask(kim, 'POST', '', { ...request, operationId: 'op-3', ...wrong })).status).toBe(
      400,
    );
  }
});

test('a preview counts, shows some, says what would not be done, and does nothing', async () => {
  const { ask, plans, started, audited } = api();
  const filter = { status: 'pending' };
  const { status, body } = await ask(kim, 'POST', '', {
    action: 'approve',
    filter,
    preview: true,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    count: 3,
    isExact: true,
    refusals: { NOT_AN_APPROVER: 1 },
    sample: [{ workflowId: 'a' }, { workflowId: 'b' }, { workflowId: 'c' }],
  });
  const ids = ['hidden', 'none', 'a'];
  expect(await ask(kim, 'POST', '', { action: 'cancel', ids, preview: true })).toMatchObject({
    status: 200,
    body: { count: 3, refusals: { WORKFLOW_NOT_FOUND: 2 }, sample: [{ workflowId: 'a' }] },
  });
  expect([plans.size, started]).toEqual([0, []]);
  expect(audited).toMatchObject([
    { action: 'preview_bulk_operation' },
    { action: 'preview_bulk_operation' },
  ]);
});

test('a filter that has nothing left is refused by its id, if its operation was requested', async () => {
  const { ask, started } = api();
  await ask(kim, 'POST', '', { ...request, ids: ['a'] });
  const filter = { step: 'nobody is at this one' };
  expect(await ask(kim, 'POST', '', { ...request, filter })).toMatchObject({
    status: 409,
    body: { code: 'BULK_OPERATION_EXISTS' },
  });
  const { operationId: _, ...unnamed } = request;
  const empty = await ask(kim, 'POST', '', { ...unnamed, filter });
  expect([empty.status, empty.body.code]).toEqual([400, 'BODY_INVALID']);
  expect(started).toEqual(['op-1']);
});

test('an id that there is is refused, whoever repeats it', async () => {
  const { ask, started } = api();
  await ask(kim, 'POST', '', { ...request, ids: ['a'] });
  for (const caller of [kim, bot]) {
    expect(await ask(caller, 'POST', '', { ...request, ids: ['a'] })).toMatchObject({
      status: 409,
      body: { code: 'BULK_OPERATION_EXISTS', category: 'CLIENT' },
    });
  }
  expect(started).toEqual(['op-1']);
});

test('one whose worker is not started is begun all the same: the sweeper starts it', async () => {
  const unstarted: string[] = [];
  const { ask } = api({
    startBulk: () => Promise.reject(new Error('no state machine')),
    onUnstarted: (_error, id) => unstarted.push(id),
  });
  expect((await ask(kim, 'POST', '', { ...request, ids: ['a'] })).status).toBe(202);
  expect(unstarted).toEqual(['op-1']);
});

test('ten thousand long ids fit into a request, and one more does not', async () => {
  const { ask, plans } = api();
  const ids = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(256, 'x'));
  expect((await ask(kim, 'POST', '', { ...request, ids })).status).toBe(202);
  expect(plans.get('op-1')?.operation).toMatchObject({ expected: 10_000, chunkSize: 200 });
  expect(await ask(kim, 'POST', '', { ...request, ids: [...ids, 'y'] })).toMatchObject({
    status: 400,
    body: {
      code: 'BODY_INVALID',
      detail: 'received ids as a list of 10001; expected 1 to 10000 ids of workflows',
    },
  });
  const large = Array.from({ length: 10_000 }, (_, n) => `${n}${'é'.repeat(200)}`);
  expect(await ask(kim, 'POST', '', { ...request, ids: large })).toMatchObject({
    status: 413,
    body: { code: 'BODY_TOO_LARGE' },
  });
  // Whoever may not ask is refused before the body is read.
  expect(await ask(bea, 'POST', '', { ...request, ids: large })).toMatchObject({
    status: 403,
    body: { code: 'ROLE_NOT_ALLOWED' },
  });
});

test.each([
  ['neither ids nor a filter', {}],
  ['both', { ids: ['a'], filter: { step: 'legal' } }],
  ['no ids', { ids: [] }],
  ['an empty id', { ids: [''] }],
  ['a filter without a criterion', { filter: {} }],
  ['a filter by what ended', { filter: { status: 'approved' } }],
  ['an unknown criterion', { filter: { createdBy: 'kim' } }],
  ['no reason', { ids: ['a'], reason: undefined }],
  ['an empty reason', { ids: ['a'], reason: '' }],
  ['another action', { ids: ['a'], action: 'reject' }],
  ['an id of an operation with spaces', { ids: ['a'], operationId: 'op 1' }],
  ['too long a comment', { ids: ['a'], comment: 'x'.repeat(501) }],
])('a request with %s is refused', async (_title, changes) => {
  const { ask, plans } = api();
  const { status, body } = await ask(kim, 'POST', '', { ...request, ...changes });
  expect([status, body.code, plans.size]).toEqual([400, 'BODY_INVALID', 0]);
});

/** An operation of the bot's, completed as the results say. */
async function completed() {
  const world = api();
  await world.ask(bot, 'POST', '', { ...request, ids: results.map(each => each.workflowId) });
  world.change('op-1', { status: 'completed', done: 1, failed: 3, completedAt: at });
  return world;
}

test('an operation is shown to staff and to whoever requested it, and nobody else', async () => {
  const { ask } = await completed();
  for (const caller of [kim, bot]) {
    expect(await ask(caller, 'GET', '/op-1')).toMatchObject({
      status: 200,
      body: {
        operation: { status: 'completed', done: 1, failed: 3, completedAt: Date.parse(at) },
      },
    });
  }
  const other = { ...bot, userId: 'other' };
  const [hidden, none] = [await ask(other, 'GET', '/op-1'), await ask(other, 'GET', '/op-9')];
  expect([hidden.status, none.status]).toEqual([404, 404]);
  expect(hidden.body.detail.replace('op-1', 'op-9')).toBe(none.body.detail);
  for (const [method, path, body] of [
    ['GET', '/op-1/results'],
    ['DELETE', '/op-1'],
    ['POST', '/op-1/retry', {}],
  ] as const) {
    expect((await ask(other, method, path, body)).status).toBe(404);
    expect((await ask(bea, method, path, body)).body.code).toBe('ROLE_NOT_ALLOWED');
  }
});

test('results come in pages; others than the requester get those of what they may see', async () => {
  const { ask } = await completed();
  const all = await ask(bot, 'GET', '/op-1/results');
  expect(all.body).toEqual({
    results: results.map(({ at: text, ...rest }) => ({ ...rest, at: Date.parse(text) })),
  });
  const first = await ask(bot, 'GET', '/op-1/results?outcome=failed&limit=2');
  expect(first.body.results.map((each: BulkResult) => each.workflowId)).toEqual(['b', 'c']);
  const { next } = first.body;
  const second = await ask(bot, 'GET', `/op-1/results?outcome=failed&limit=2&next=${next}`);
  expect(second.body).toMatchObject({ results: [{ workflowId: 'hidden' }] });
  expect(second.body.next).toBeUndefined();
  for (const [caller, query] of [
    [kim, `outcome=failed&next=${next}`],
    [bot, `next=${next}`],
  ] as const) {
    expect((await ask(caller, 'GET', `/op-1/results?${query}`)).body.code).toBe('QUERY_INVALID');
  }
  const kims = await ask(kim, 'GET', '/op-1/results?outcome=failed');
  expect(kims.body.results.map((each: BulkResult) => each.workflowId)).toEqual(['b', 'c']);
});

test('a retry is a new operation of what failed, as far as its requester may know it', async () => {
  const { ask, plans, started } = await completed();
  const own = await ask(bot, 'POST', '/op-1/retry', { operationId: 'op-2' });
  expect(own).toMatchObject({
    status: 202,
    body: {
      operation: {
        ...{ operationId: 'op-2', retryOf: 'op-1', requestedBy: 'bot', total: 3 },
        ...{ action: 'approve', reason: 'season is over', status: 'running' },
      },
    },
  });
  expect(plans.get('op-2')?.chunks).toEqual([['b', 'c', 'hidden']]);
  const body = { operationId: 'op-3', reason: 'once more', comment: 'please' };
  expect((await ask(kim, 'POST', '/op-1/retry', body)).body.operation).toMatchObject({
    ...{ ...body, requestedBy: 'kim', total: 2 },
  });
  expect(plans.get('op-3')?.chunks).toEqual([['b', 'c']]);
  expect(started).toEqual(['op-1', 'op-2', 'op-3']);
  const again = await ask(bot, 'POST', '/op-1/retry', { operationId: 'op-2' });
  expect([again.status, again.body.code]).toEqual([409, 'BULK_OPERATION_EXISTS']);
});

test('what is running is not retried, nor what has no failures', async () => {
  const world = await completed();
  world.change('op-1', { status: 'running' });
  const running = await world.ask(kim, 'POST', '/op-1/retry', {});
  expect([running.status, running.body.code]).toEqual([409, 'BULK_OPERATION_RUNNING']);
  const blind = { userId: 'blind', role: 'admin' };
  world.change('op-1', { status: 'completed' });
  const { store } = memoryBulkStore([]);
  const none = api({ bulk: { ...store, find: world.store.find } });
  const nothing = await none.ask(blind, 'POST', '/op-1/retry', {});
  expect([nothing.status, nothing.body.code]).toEqual([409, 'BULK_NOTHING_FAILED']);
});

test('who cancels is answered how the operation stands, and audited [W5]', async () => {
  const { ask, audited } = api();
  await ask(kim, 'POST', '', { ...request, ids: ['a'] });
  expect(await ask(kim, 'DELETE', '/op-1?reason=a%20mistake')).toMatchObject({
    status: 200,
    body: { operation: { operationId: 'op-1', cancelRequested: true } },
  });
  expect(audited.at(-1)).toMatchObject({
    action: 'cancel_bulk_operation',
    subject: 'bulk-operation#op-1',
    reason: 'a mistake',
    outcome: 'done',
  });
  const body = { reason: 'once more' };
  expect((await ask(kim, 'DELETE', '/op-1', body)).status).toBe(200);
  expect(audited.at(-1)).toMatchObject(body);
  await ask(bea, 'DELETE', '/op-1');
  expect(audited.at(-1)).toMatchObject({ subject: 'bulk-operation#op-1', outcome: 'refused' });
});

test.each(['.', '..', 'a b'])('an operation is not called %j', async operationId => {
  const { ask, plans } = api();
  const answer = await ask(kim, 'POST', '', { ...request, operationId, ids: ['a'] });
  expect([answer.status, answer.body.code]).toEqual([400, 'BODY_INVALID']);
  expect(answer.body.detail).toContain('without spaces, not . or ..');
  expect(plans.size).toBe(0);
});
