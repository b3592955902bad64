import { Identity } from '../../../tools/client/identity.ts';
import type { WorkflowCommand } from '../../../tools/client/workflow-command.ts';
import { WorkflowSession } from '../../../tools/client/workflow-session.ts';

const identity = new Identity({ kind: 'token', token: 'a.b.c' }, () => Promise.reject(new Error()));
const never = new AbortController().signal;

interface Asked {
  readonly method: string | undefined;
  readonly path: string;
  readonly body: unknown;
}

/** A session, and what it asks of an API that answers so. */
function sessionOn(...answers: readonly (readonly [number, unknown])[]) {
  const asked: Asked[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    const { pathname, search } = new URL(String(url));
    const body = init?.body == null ? undefined : JSON.parse(String(init.body));
    asked.push({ method: init?.method, path: pathname + search, body });
    const [status, answer] = answers[asked.length - 1] ?? [];
    if (status === undefined) throw new TypeError('fetch failed');
    return Response.json(answer, { status });
  });
  const session = new WorkflowSession({
    endpoints: { channelUrls: {}, managementUrl: 'https://m.example/' },
    timeoutMs: 1_000,
    signIn: async () => identity,
  });
  return { asked, run: (command: WorkflowCommand) => session.run(command, never), session };
}

afterEach(() => jest.restoreAllMocks());

const workflow = { workflowId: 'a/b', status: 'pending' };
const operation = { operationId: 'b-1', failed: 0 };

test('a list is read page by page, and its ids are known from then on', async () => {
  const { asked, run, session } = sessionOn(
    [200, { workflows: [], next: 'n' }],
    [200, { workflows: [workflow] }],
  );
  expect(await run({ name: 'workflows', status: 'pending' })).toEqual({
    ending: 'done',
    data: { workflows: [workflow], hasMore: false },
  });
  expect(asked.map(({ path }) => path)).toEqual([
    '/workflows?status=pending&limit=100',
    '/workflows?status=pending&limit=100&next=n',
  ]);
  expect(session.workflowIds).toEqual(['a/b']);
});

test('a decision goes to the workflow, whatever its id looks like', async () => {
  const { asked, run } = sessionOn([200, { workflow }]);
  const options = { step: 'legal', comment: 'ok' };
  expect(await run({ name: 'reject', workflowId: 'a/b', options })).toMatchObject({
    ending: 'done',
  });
  expect(asked).toEqual([
    {
      ...{ method: 'POST', path: '/workflows/a%2Fb/decisions' },
      body: { decision: 'reject', step: 'legal', comment: 'ok' },
    },
  ]);
});

const request = { action: 'cancel' as const, ids: ['a'], reason: 'x' };
const preview: WorkflowCommand = { name: 'bulk', what: 'preview', request };
const confirm = { name: 'bulk', what: 'confirm' } as const;

test('nothing is done to many before it was shown', async () => {
  const { asked, run } = sessionOn([200, { count: 0 }]);
  expect(await run(confirm)).toMatchObject({ ending: 'refused', code: 'NOTHING_PREVIEWED' });
  await run(preview);
  expect(await run(confirm)).toMatchObject({ ending: 'refused', code: 'NOTHING_PREVIEWED' });
  expect(asked).toEqual([
    { method: 'POST', path: '/workflows/bulk', body: { ...request, preview: true } },
  ]);
});

test('what was shown is done once, under an id that a lost answer does not change', async () => {
  const { asked, run, session } = sessionOn([200, { count: 1 }]);
  await run(preview);
  expect(await run(confirm)).toMatchObject({ ending: 'unreachable' });
  expect(await run(confirm)).toMatchObject({ ending: 'unreachable' });
  const ids = asked.slice(1).map(({ body }) => (body as { operationId: string }).operationId);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(ids[0]).toMatch(/^bulk-[0-9a-f]{8}$/);
  session.forget();
  expect(await run(confirm)).toMatchObject({ code: 'NOTHING_PREVIEWED' });
});

test('an operation is looked at with the first that failed, stopped and retried', async () => {
  const { asked, run, session } = sessionOn(
    [200, { operation: { ...operation, failed: 1 } }],
    [200, { results: [{ workflowId: 'a' }] }],
    [200, { operation }],
    [202, { operation: { ...operation, operationId: 'b-2' } }],
  );
  const results = [];
  for (const what of ['status', 'stop', 'retry'] as const) {
    results.push(await run({ name: 'bulk', what, operationId: 'b-1' }));
  }
  expect(results[0]).toMatchObject({ data: { failures: [{ workflowId: 'a' }] } });
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /workflows/bulk/b-1',
    'GET /workflows/bulk/b-1/results?outcome=failed&limit=10',
    'DELETE /workflows/bulk/b-1',
    'POST /workflows/bulk/b-1/retry',
  ]);
  expect(session.operationIds).toEqual(['b-1', 'b-2']);
});

test('a refusal comes with what can be done about it', async () => {
  const { run } = sessionOn([403, { code: 'OWN_WORKFLOW', detail: 'received … expected …' }]);
  expect(await run({ name: 'approve', workflowId: 'a', options: {} })).toEqual({
    ending: 'refused',
    code: 'OWN_WORKFLOW',
    message: 'received … expected …',
    next: 'someone else decides what you created',
  });
});

test('without an address nothing is asked', async () => {
  const session = new WorkflowSession({
    endpoints: { channelUrls: {} },
    timeoutMs: 1_000,
    signIn: async () => identity,
  });
  expect(await session.run({ name: 'workflows' }, never)).toMatchObject({ code: 'NO_ADDRESS' });
});

test('a retry goes under an id that neither a lost answer nor one of a failure changes', async () => {
  const { asked, run } = sessionOn(
    [500, { code: 'INTERNAL', detail: 'something failed' }],
    [202, { operation }],
    [202, { operation }],
  );
  const retry = { name: 'bulk', what: 'retry', operationId: 'b-0' } as const;
  for (let times = 0; times < 3; times += 1) await run(retry);
  const ids = asked.map(({ body }) => (body as { operationId: string }).operationId);
  expect(ids[0]).toMatch(/^bulk-[0-9a-f]{8}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

test('what was shown may be confirmed again after a failure inside', async () => {
  const { asked, run } = sessionOn(
    [200, { count: 1 }],
    [503, { code: 'UNAVAILABLE', detail: 'something failed' }],
    [202, { operation }],
  );
  await run(preview);
  await run(confirm);
  expect(await run(confirm)).toMatchObject({ ending: 'done' });
  expect(asked[2]?.body).toEqual(asked[1]?.body);
});
