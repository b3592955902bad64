import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createPublisher, readStackTables } from '../../clients/backend/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** For an event to arrive on a machine that does much else. */
const patienceMs = 60_000;

let target: Target;
let management: Management;
let events: Awaited<ReturnType<typeof follow>>;

const people = {
  ana: unique('ana'),
  bea: unique('bea'),
  carla: unique('carla'),
  mallory: unique('mallory'),
  omar: unique('omar'),
  maker: unique('maker'),
};
type Person = keyof typeof people;
const tokens = new Map<Person | 'admin', string>();

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  for (const person of ['ana', 'bea', 'carla', 'mallory'] as const) {
    tokens.set(person, await target.token(people[person], 'bettor'));
  }
  tokens.set('omar', await target.token(people.omar, 'operator'));
  tokens.set('admin', await target.token(unique('admin'), 'admin'));
  tokens.set(
    'maker',
    await target.sign({
      ...{ sub: people.maker, role: 'backend', ttlSeconds: 3_600 },
      permissions: ['workflow:create'],
    }),
  );
  events = await follow();
});
afterAll(async () => {
  await target.close();
});

const post = (path: string, by: Person | 'admin', body: unknown) =>
  management.call('POST', path, { token: tokens.get(by) ?? '', body });
const decide = (id: string, by: Person, body: unknown) =>
  post(`/workflows/${id}/decisions`, by, body);
const approve = (id: string, by: Person, step?: string) =>
  decide(id, by, { decision: 'approve', ...(step !== undefined && { step }) });

/** The channel, read by an admin. */
async function follow() {
  const stream = await target.open('Workflows', { follows: true });
  await stream.until(({ event }) => event === 'connected');
  /** The events of the workflow, once that one has arrived. */
  const of = async (workflowId: string, last: string) => {
    const isOf = (data: unknown) =>
      (data as { data?: { workflowId?: string } })?.data?.workflowId === workflowId;
    await stream.until(({ event, data }) => event === last && isOf(data), patienceMs);
    return stream.messages.filter(({ data }) => isOf(data));
  };
  return { of };
}

const steps = () => [
  { name: 'legal', approvers: { users: [people.ana] }, dueInSeconds: 86_400 },
  { name: 'finance', approvers: { users: [people.bea, people.omar], needed: 2 } },
];

test('people decide a workflow step by step, and each decision is an event [W1]', async () => {
  const workflowId = unique('w');
  const created = await post('/workflows', 'maker', { workflowId, steps: steps(), draft: true });
  expect([created.status, created.body.workflow.status]).toEqual([201, 'draft']);
  expect((await approve(workflowId, 'omar')).body.code).toBe('WORKFLOW_NOT_SUBMITTED');
  expect((await decide(workflowId, 'maker', { decision: 'submit' })).body.workflow).toMatchObject({
    ...{ status: 'pending', currentStep: 'legal', approvers: { users: [people.ana] } },
    dueAt: expect.any(Number),
  });
  expect((await approve(workflowId, 'maker')).body.code).toBe('NOT_AN_APPROVER');

  const to = { to: people.carla };
  expect((await post(`/workflows/${workflowId}/delegations`, 'ana', to)).status).toBe(200);
  const comment = 'as agreed';
  const byCarla = { decision: 'approve', step: 'legal', comment };
  expect((await decide(workflowId, 'carla', byCarla)).body.workflow).toMatchObject({
    currentStep: 'finance',
    lastDecision: { by: people.carla, for: people.ana, step: 'legal', comment },
  });
  // Once more, as after an answer that was lost; and late, by who had looked at the step before.
  expect((await decide(workflowId, 'carla', byCarla)).status).toBe(200);
  expect((await approve(workflowId, 'omar', 'legal')).body.code).toBe('STEP_CHANGED');

  expect((await approve(workflowId, 'omar', 'finance')).body.workflow.status).toBe('pending');
  expect((await decide(workflowId, 'omar', { decision: 'reject' })).body.code).toBe(
    'DECIDED_ALREADY',
  );
  expect((await approve(workflowId, 'bea', 'finance')).body.workflow.status).toBe('approved');
  const late = await decide(workflowId, 'maker', { decision: 'cancel' });
  expect([late.status, late.body.code]).toEqual([409, 'WORKFLOW_ENDED']);

  const seen = await events.of(workflowId, 'workflow.approved');
  expect(seen.map(({ event, data }) => [event, data?.data?.version])).toEqual([
    ['workflow.created', 1],
    ['workflow.updated', 2],
    ['workflow.updated', 3],
    ['workflow.updated', 4],
    ['workflow.updated', 5],
    ['workflow.approved', 6],
  ]);
  expect(seen[3]?.data?.data).toMatchObject({
    lastDecision: { by: people.carla, for: people.ana, decision: 'approve', comment },
    updatedBy: people.carla,
  });
});

test('who creates does not approve, and whom it does not concern finds nothing [W1]', async () => {
  const workflowId = unique('own');
  await post('/workflows', 'omar', { workflowId, approvers: { roles: ['operator', 'admin'] } });
  const own = await approve(workflowId, 'omar');
  expect([own.status, own.body.code]).toEqual([403, 'OWN_WORKFLOW']);
  const none = unique('none');
  const refusals = [
    await approve(workflowId, 'mallory'),
    await approve(none, 'mallory'),
    await post(`/workflows/${workflowId}/delegations`, 'mallory', { to: people.ana }),
  ];
  expect(
    new Set(refusals.map(({ status, body }) => `${status} ${body.code} ${body.detail}`)),
  ).toEqual(new Set([`404 WORKFLOW_NOT_FOUND ${refusals[1]?.body.detail}`]));
  expect((await post('/workflows', 'mallory', { workflowId: none })).status).toBe(403);
  expect(
    (await post(`/workflows/${workflowId}/decisions`, 'admin', { decision: 'reject' })).body,
  ).toMatchObject({ workflow: { status: 'rejected' } });
});

test('what was decided and what was refused stands in the audit [W1] [W5]', async () => {
  const workflowId = unique('audited');
  await post('/workflows', 'maker', { workflowId, approvers: { users: [people.ana] } });
  await decide(workflowId, 'maker', { decision: 'approve' });
  await decide(workflowId, 'ana', { decision: 'approve', comment: 'as agreed' });
  const outcomesOf = async (actor: string, action: string) => {
    const path = `/audit?actor=${actor}&action=${action}&limit=100`;
    const { body } = await management.call('GET', path, { token: tokens.get('admin') ?? '' });
    return (body.entries as readonly { subject?: string; outcome: string; reason?: string }[])
      .filter(({ subject }) => subject === `workflow#${workflowId}`)
      .map(({ outcome, reason = 'none' }) => `${outcome} ${reason}`);
  };
  const wanted = [
    [people.maker, 'create_workflow', 'done none'],
    [people.maker, 'approve_workflow', 'refused none'],
    // Without the comment: an admin may read the audit to whom the workflow is not shown.
    [people.ana, 'approve_workflow', 'done none'],
  ] as const;
  for (const [actor, action, outcome] of wanted) {
    await untilSeen(
      () => outcomesOf(actor, action),
      seen => seen.length === 1 && seen[0] === outcome,
      { withinMs: patienceMs },
    );
  }
});

/** As a backend approves by itself: one plain write, if the workflow stands as it was read. */
async function approvePlainly(workflowId: string, version: number): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: requireOutput(target.outputs, 'WorkflowsTableName'),
    Key: { workflowId },
    UpdateExpression: 'SET #status = :approved, updatedBy = :by, version = :next',
    ConditionExpression: '#status = :pending AND version = :version',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...{ ':approved': 'approved', ':pending': 'pending', ':by': 'erp' },
      ...{ ':version': version, ':next': version + 1 },
    },
  });
  for (;;) {
    try {
      await target.client.send(update);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      // A decision was being written: a backend tries again.
      if ((error as Error).name !== 'TransactionConflictException') throw error;
    }
  }
}

test('a backend’s plain write, a publisher and people at once: one end each [W1]', async () => {
  const publisher = createPublisher({
    ...(await readStackTables(process.env.SCENARIO_OUTPUTS ?? '')),
    source: unique('shop'),
  });
  const ids = Array.from({ length: 10 }, () => unique('race'));
  for (const workflowId of ids) {
    const approvers = { users: [people.ana] };
    const made = await publisher.workflows.create({ workflowId, approvers, by: people.maker });
    expect(made.outcome).toBe('written');
  }
  const ends: string[] = [];
  for (const workflowId of ids) {
    const [plain, decided, cancelled] = await Promise.all([
      approvePlainly(workflowId, 1),
      decide(workflowId, 'ana', { decision: 'reject' }),
      publisher.workflows.cancel({ workflowId, by: people.maker }),
    ]);
    const done = [
      ...(plain ? ['approved'] : []),
      ...(decided.status === 200 ? ['rejected'] : []),
      ...(cancelled.outcome === 'written' ? ['cancelled'] : []),
    ];
    expect(done).toHaveLength(1);
    ends.push(...done);
  }
  for (const [n, workflowId] of ids.entries()) {
    const seen = await events.of(workflowId, `workflow.${ends[n]}`);
    expect(seen.map(({ event }) => event)).toEqual(['workflow.created', `workflow.${ends[n]}`]);
    expect(await publisher.workflows.get(workflowId)).toMatchObject({ status: ends[n] });
  }
  await publisher.close();
});

test('two approvers who decide at once are both counted, over HTTP too [W1]', async () => {
  const ids = Array.from({ length: 3 }, () => unique('both'));
  for (const workflowId of ids) {
    const approvers = { users: [people.ana, people.bea], needed: 2 };
    await post('/workflows', 'maker', { workflowId, approvers });
  }
  for (const workflowId of ids) {
    const both = await Promise.all([approve(workflowId, 'ana'), approve(workflowId, 'bea')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ body }) => body.workflow.status).sort()).toEqual(['approved', 'pending']);
  }
  for (const workflowId of ids) {
    const seen = await events.of(workflowId, 'workflow.approved');
    expect(seen.map(({ event }) => event)).toEqual([
      ...['workflow.created', 'workflow.updated', 'workflow.approved'],
    ]);
  }
});
