import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** For an operation to be carried out on a machine that does much else. */
const patience = { withinMs: 120_000 };

let target: Target;
let management: Management;

const people = { kim: unique('kim'), bot: unique('bot') };
const tokens: Record<'kim' | 'admin' | 'bot' | 'other' | 'bettor', string> = {
  ...{ kim: '', admin: '', bot: '', other: '', bettor: '' },
};

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  tokens.kim = await target.token(people.kim, 'operator');
  tokens.admin = await target.token(unique('admin'), 'admin');
  tokens.bettor = await target.token(unique('bettor'), 'bettor');
  const backend = { role: 'backend', ttlSeconds: 3_600, permissions: ['workflow:bulk'] };
  tokens.bot = await target.sign({ ...backend, sub: people.bot });
  tokens.other = await target.sign({ ...backend, sub: unique('other') });
});
afterAll(async () => {
  await target.close();
});

const get = (path: string, token = tokens.kim) => management.call('GET', path, { token });
const post = (path: string, body: unknown, token = tokens.kim) =>
  management.call('POST', `/workflows/bulk${path}`, { token, body });

interface Result {
  readonly workflowId: string;
  readonly outcome: string;
  readonly code?: string;
}

/** Workflows at a step of their own, which the role decides. */
async function put(count: number, step: string, changes: Readonly<Record<string, unknown>> = {}) {
  const ids = Array.from({ length: count }, (_, n) => unique(`${step}-${n}-`));
  await Promise.all(
    ids.map(workflowId =>
      target.put('Workflows', {
        ...{ workflowId, status: 'pending', createdBy: 'olga', currentStep: step, version: 1 },
        ...{ approvers: { roles: ['operator'] }, ...changes },
      }),
    ),
  );
  return ids;
}

const completed = async (operationId: string, token = tokens.kim) => {
  const { body } = await untilSeen(
    () => get(`/workflows/bulk/${operationId}`, token),
    seen => seen.body.operation?.status === 'completed',
    patience,
  );
  return body.operation;
};

async function resultsOf(operationId: string, query = '', token = tokens.kim) {
  const found: Result[] = [];
  let next: string | undefined;
  do {
    const page = next === undefined ? '' : `&next=${next}`;
    const path = `/workflows/bulk/${operationId}/results?limit=3${query}${page}`;
    const { body } = await get(path, token);
    found.push(...body.results);
    next = body.next;
  } while (next !== undefined);
  return found;
}

test('a filter is previewed, carried out, heard of once, and looked at result by result [W2]', async () => {
  const step = unique('season');
  const theirs = await put(5, step);
  const others = await put(2, step, { approvers: { users: ['someone else'] } });
  const [hidden] = await put(1, step, { visibleTo: { permissions: [unique('compliance')] } });
  const filter = { step };
  // The index lags, so what one look has the next may not have, for no more than a moment.
  const settledAt = Date.now() + 1_000;
  const preview = await untilSeen(
    async () => (await post('', { action: 'approve', filter, preview: true })).body,
    ({ count }) => count === 7 && Date.now() > settledAt,
  );
  expect(preview).toMatchObject({ isExact: true, refusals: { NOT_AN_APPROVER: 2 } });
  expect(preview.sample).toHaveLength(7);

  const stream = await target.open('Workflows', { token: tokens.kim, follows: true });
  await stream.until(({ event }) => event === 'connected');
  const operationId = unique('bulk');
  const request = { operationId, action: 'approve', filter, reason: 'the season is over' };
  const { status, body } = await post('', request);
  expect([status, body.operation.status]).toEqual([202, 'running']);
  const operation = await completed(operationId);
  expect(operation).toMatchObject({
    ...{ operationId, action: 'approve', requestedBy: people.kim, reason: request.reason },
    ...{ done: 5, failed: 2, skipped: 0, total: 7, cancelRequested: false },
  });
  await stream.until(
    ({ event, data }) =>
      event === 'workflow.bulk_completed' && data?.data?.operationId === operationId,
    patience.withinMs,
  );
  const results = await resultsOf(operationId);
  expect(results.map(each => each.workflowId)).toEqual([...theirs, ...others].sort());
  expect(await resultsOf(operationId, '&outcome=failed')).toEqual(
    others
      .sort()
      .map(workflowId => expect.objectContaining({ workflowId, code: 'NOT_AN_APPROVER' })),
  );
  const [first = ''] = theirs;
  const { workflow, decisions } = (await get(`/workflows/${first}`)).body;
  expect(workflow).toMatchObject({ status: 'approved', bulkOperationId: operationId });
  expect(decisions).toMatchObject([{ by: people.kim, comment: 'the season is over' }]);
  expect((await get(`/workflows/${hidden}`)).status).toBe(404);

  const repeated = await post('', request);
  expect([repeated.status, repeated.body.code]).toEqual([409, 'BULK_OPERATION_EXISTS']);
});

test('a retry is of the failed only, once someone who may decides', async () => {
  const step = unique('retried');
  const [done = '', left = ''] = [
    ...(await put(1, step)),
    ...(await put(1, step, { approvers: { users: ['nobody'] } })),
  ];
  const none = unique('none');
  const operationId = unique('bulk');
  const retried = { operationId: unique('bulk') };
  await post('', { operationId, action: 'approve', ids: [done, left, none], reason: 'first' });
  await completed(operationId);
  await target.update('Workflows', { workflowId: left }, { approvers: { roles: ['operator'] } });
  expect((await post(`/${operationId}/retry`, retried)).body.operation).toMatchObject({
    ...{ ...retried, retryOf: operationId, total: 2, reason: 'first' },
  });
  await completed(retried.operationId);
  const results = await resultsOf(retried.operationId);
  expect(results.map(({ workflowId, outcome }) => [workflowId, outcome])).toEqual(
    [
      [left, 'done'],
      [none, 'failed'],
    ].sort(),
  );
  const again = { operationId: unique('bulk') };
  await target.put('Workflows', { workflowId: none, status: 'pending', createdBy: 'olga' });
  await post(`/${retried.operationId}/retry`, again);
  expect(await completed(again.operationId)).toMatchObject({ done: 1, failed: 0 });
  const nothing = await post(`/${again.operationId}/retry`, {});
  expect([nothing.status, nothing.body.code]).toEqual([409, 'BULK_NOTHING_FAILED']);
});

test('whoever cancels stops the rest and is audited, and each workflow has one result [W5]', async () => {
  const ids = Array.from({ length: 450 }, () => unique('none'));
  const operationId = unique('bulk');
  await post('', { operationId, action: 'cancel', ids, reason: 'a mistake' });
  const token = tokens.admin;
  const answer = await management.call('DELETE', `/workflows/bulk/${operationId}`, { token });
  expect(answer).toMatchObject({ status: 200, body: { operation: { operationId } } });
  const { done, failed, skipped, total } = await completed(operationId);
  expect([done + failed + skipped, total]).toEqual([450, 450]);
  const { entries } = await untilSeen(
    async () => (await get('/audit?action=cancel_bulk_operation&limit=100', token)).body,
    seen => JSON.stringify(seen).includes(operationId),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({ subject: `bulk-operation#${operationId}`, outcome: 'done' }),
  );
});

test('a permitted backend sees its own operations; nobody without a right gets anything', async () => {
  const [theirs = ''] = await put(1, unique('bots'), { createdBy: people.bot });
  const operationId = unique('bulk');
  const request = { operationId, action: 'cancel', ids: [theirs], reason: 'withdrawn' };
  const refused = await post('', request, tokens.bettor);
  expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
  expect((await post('', request, tokens.bot)).status).toBe(202);
  // It cancels what it created, though it is no approver.
  expect(await completed(operationId, tokens.bot)).toMatchObject({ done: 1, failed: 0 });
  expect((await get(`/workflows/${theirs}`, tokens.bot)).body.workflow.status).toBe('cancelled');
  for (const path of [operationId, `${operationId}/results`]) {
    expect((await get(`/workflows/bulk/${path}`, tokens.admin)).status).toBe(200);
    expect((await get(`/workflows/bulk/${path}`, tokens.other)).status).toBe(404);
    expect((await get(`/workflows/bulk/${path}`, tokens.bettor)).status).toBe(403);
  }
});

test('ten thousand ids fit into a request, and more bytes do not', async () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `${'x'.repeat(200)}${n}`);
  const request = { action: 'cancel', ids, preview: true };
  const { status, body } = await post('', request);
  const refusals = { WORKFLOW_NOT_FOUND: 10_000 };
  expect([status, body]).toEqual([200, { count: 10_000, isExact: true, refusals, sample: [] }]);
  const large = await post('', { ...request, comment: 'x'.repeat(1_200_000) });
  expect([large.status, large.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
});
