import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** For an event to arrive on a machine that does much else. */
const patienceMs = 60_000;

let target: Target;
let management: Management;

const people = { olga: unique('olga'), ana: unique('ana'), mallory: unique('mallory') };
const lawyers = unique('lawyer');
const compliance = unique('compliance');
const tokens: Record<
  'olga' | 'ana' | 'lawyer' | 'mallory' | 'operator' | 'admin' | 'reader' | 'officer',
  string
> = {
  olga: '',
  ana: '',
  lawyer: '',
  mallory: '',
  operator: '',
  admin: '',
  reader: '',
  officer: '',
};

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  tokens.olga = await target.token(people.olga, 'bettor');
  tokens.ana = await target.token(people.ana, 'bettor');
  tokens.lawyer = await target.token(unique('lara'), lawyers);
  tokens.mallory = await target.token(people.mallory, 'bettor');
  tokens.operator = await target.token(unique('operator'), 'operator');
  tokens.admin = await target.token(unique('admin'), 'admin');
  const backend = { role: 'backend', ttlSeconds: 3_600 };
  tokens.reader = await target.sign({
    ...{ ...backend, sub: unique('reader') },
    permissions: ['workflow:read'],
  });
  tokens.officer = await target.sign({
    ...{ ...backend, sub: unique('officer') },
    permissions: ['workflow:read', compliance],
  });
});
afterAll(async () => {
  await target.close();
});

const get = (path: string, token: string) => management.call('GET', path, { token });

const idsOf = (workflows: readonly { readonly workflowId: string }[]) =>
  workflows.map(({ workflowId }) => workflowId);

async function put(workflowId: string, changes: Readonly<Record<string, unknown>> = {}) {
  await target.put('Workflows', {
    workflowId,
    status: 'pending',
    createdBy: people.olga,
    currentStep: 'legal',
    approvers: { users: [people.ana], roles: [lawyers] },
    version: 1,
    ...changes,
  });
}

async function allOf(path: string, token: string): Promise<readonly string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const mark = path.includes('?') ? '&' : '?';
    const { body } = await get(`${path}${next === undefined ? '' : `${mark}next=${next}`}`, token);
    found.push(...idsOf(body.workflows));
    next = body.next;
  } while (next !== undefined);
  return found;
}

/** The index lags a moment. */
const listed = (path: string, token: string, wanted: readonly string[]) =>
  untilSeen(
    () => allOf(path, token),
    seen => JSON.stringify(seen) === JSON.stringify(wanted),
  );

test('a workflow’s history is its events, beside what it is now [W1]', async () => {
  const workflowId = unique('w/ %');
  const path = `/workflows/${encodeURIComponent(workflowId)}`;
  const dueAt = Date.parse('2030-01-01T00:00:00Z');
  await put(workflowId, { name: 'A payout', dueAt: '2030-01-01T01:00:00+01:00' });
  const at = '2026-11-20T20:00:00.000Z';
  const decided = { step: 'legal', by: people.ana, decision: 'approve', comment: 'fine', at };
  await target.update(
    'Workflows',
    { workflowId },
    { status: 'approved', version: 2, decisions: [decided], lastDecision: decided },
  );
  for (const token of [tokens.olga, tokens.ana, tokens.lawyer, tokens.operator, tokens.reader]) {
    const { body } = await untilSeen(
      () => get(path, token),
      seen => seen.body.history?.events.length === 2,
      { withinMs: patienceMs },
    );
    expect(body.workflow).toMatchObject({
      workflowId,
      name: 'A payout',
      status: 'approved',
      dueAt,
    });
    expect(body.decisions).toEqual([{ ...decided, at: Date.parse(at) }]);
    expect(body.history).toMatchObject({
      events: [
        { type: 'workflow.created', data: { workflowId, version: 1 } },
        { type: 'workflow.approved', data: { workflowId, version: 2 } },
      ],
      complete: true,
    });
  }
});

test('staff and whoever may read workflows list by status, step, assignee and moment', async () => {
  const step = unique('step');
  const [first, second, third, fourth] = ['a', 'b', 'c', 'd'].map(name => unique(name)) as [
    string,
    string,
    string,
    string,
  ];
  await put(first, { currentStep: step, assignees: [people.ana] });
  await put(second, { currentStep: step, dueAt: '2030-01-01T00:00:00Z' });
  await put(third, { currentStep: step, status: 'draft', dueAt: '2031-01-01T00:00:00Z' });
  await put(fourth, { currentStep: step, status: 'rejected' });
  for (const token of [tokens.operator, tokens.admin, tokens.reader]) {
    await listed(`/workflows?step=${step}`, token, [first, second, third]);
  }
  await listed(`/workflows?step=${step}&status=rejected`, tokens.operator, [fourth]);
  await listed(`/workflows?step=${step}&assignee=${people.ana}`, tokens.operator, [first]);
  await listed(`/workflows?step=${step}&approver=${people.ana}&limit=1`, tokens.operator, [
    ...[first, second, third],
  ]);
  await listed(`/workflows?step=${step}&dueBefore=2030-06-01T00:00:00Z`, tokens.operator, [second]);
  await listed(`/workflows?step=${step}&dueBefore=1924992000001`, tokens.operator, [second, third]);
  const named = `workflows=${fourth}&workflows=${first}&workflows=${unique('none')}`;
  expect(idsOf((await get(`/workflows?${named}`, tokens.operator)).body.workflows)).toEqual([
    first,
    fourth,
  ]);
});

test('a person without the permission gets what concerns them, and no hint of anything else', async () => {
  const step = unique('mine');
  const [theirs, hidden, others] = [unique('a'), unique('b'), unique('c')];
  await put(theirs, { currentStep: step });
  await put(hidden, { currentStep: step, visibleTo: { permissions: [compliance] } });
  await put(others, { currentStep: step, createdBy: 'someone', approvers: { users: ['else'] } });
  await listed(`/workflows?step=${step}`, tokens.officer, [theirs, hidden, others]);
  for (const token of [tokens.operator, tokens.admin, tokens.reader]) {
    await listed(`/workflows?step=${step}`, token, [theirs, others]);
  }
  for (const token of [tokens.olga, tokens.ana, tokens.lawyer]) {
    await listed(`/workflows?step=${step}`, token, [theirs]);
  }
  await listed(`/workflows?step=${step}`, tokens.mallory, []);
  const named = `/workflows?workflows=${theirs}&workflows=${hidden}&workflows=${others}`;
  expect((await get(named, tokens.mallory)).body.workflows).toEqual([]);
  expect(idsOf((await get(named, tokens.admin)).body.workflows)).toEqual([theirs, others]);
  const none = unique('none');
  for (const [workflowId, token] of [
    [theirs, tokens.mallory],
    [hidden, tokens.mallory],
    [hidden, tokens.admin],
    [others, tokens.olga],
  ] as const) {
    const there = await get(`/workflows/${workflowId}`, token);
    const absent = await get(`/workflows/${none}`, token);
    expect([there.status, there.body.code]).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    expect(there.body.detail.replace(workflowId, none)).toBe(absent.body.detail);
  }
  expect((await management.call('GET', `/workflows/${theirs}`)).status).toBe(401);
  expect((await get(`/workflows/${hidden}`, tokens.officer)).status).toBe(200);
});

test('where a page ends is its reader’s alone, and cannot be read', async () => {
  const step = unique('paged');
  const ids = Array.from({ length: 5 }, (_, n) => unique(`p${n}`));
  await Promise.all(ids.map(id => put(id, { currentStep: step })));
  await listed(`/workflows?step=${step}&limit=2`, tokens.operator, ids);
  // The next read of the index may be older than the last.
  const { body } = await untilSeen(
    () => get(`/workflows?step=${step}&limit=2`, tokens.operator),
    seen => seen.body.next !== undefined,
    { withinMs: patienceMs },
  );
  expect(Buffer.from(body.next, 'base64url').toString('latin1')).not.toContain(ids[1]);
  for (const [query, token] of [
    [`step=${step}&limit=2`, tokens.admin],
    [`step=${step}&status=pending`, tokens.operator],
    ['limit=2', tokens.operator],
  ] as const) {
    const stolen = await get(`/workflows?${query}&next=${body.next}`, token);
    expect([stolen.status, stolen.body.code]).toEqual([400, 'QUERY_INVALID']);
  }
});
