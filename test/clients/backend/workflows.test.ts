import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { MalformedItemError, type Publisher } from '../../../clients/backend/index.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let tables: PublishedTables;
let publisher: Publisher;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher({ now: () => nowMs });
});
afterAll(async () => {
  await publisher.close();
  await tables.stop();
});

const steps = [
  { name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 60 },
  { name: 'finance', approvers: { roles: ['operator'], needed: 2 } },
];
const operator = (userId: string) => ({ userId, role: 'operator' });

test('a life of a workflow, and the events that follow from it [W1]', async () => {
  const { workflows } = publisher;
  await tables.changes();
  const workflowId = 'life';
  const create = { workflowId, name: 'payout', steps, draft: true, by: 'olga' };
  expect(await workflows.create(create)).toMatchObject({ outcome: 'written', id: 'life' });
  expect(await workflows.create(create)).toMatchObject({ outcome: 'already' });
  expect(await workflows.submit({ workflowId, by: 'olga' })).toMatchObject({
    outcome: 'written',
    workflow: { status: 'pending', currentStep: 'legal', dueAt: '2026-11-20T20:01:00.000Z' },
  });
  await workflows.delegate({ workflowId, by: 'ana', to: 'carla' });
  const comment = 'as agreed';
  await workflows.approve({ workflowId, by: 'carla', step: 'legal', comment });
  await workflows.approve({ workflowId, by: operator('omar'), step: 'finance' });
  expect(await workflows.approve({ workflowId, by: operator('omar') })).toMatchObject({
    outcome: 'already',
  });
  expect(await workflows.approve({ workflowId, by: operator('oona') })).toMatchObject({
    outcome: 'written',
    workflow: { status: 'approved', version: 6 },
  });
  expect(await workflows.cancel({ workflowId, by: 'olga' })).toEqual({
    ...{ outcome: 'refused', id: 'life', code: 'WORKFLOW_ENDED' },
    message: 'received cancel of a workflow that is approved; expected one that is pending',
  });
  const received = await tables.received();
  expect(
    received.map(([type, { status, currentStep, version }]) => [
      type,
      status,
      currentStep ?? 'none',
      version,
    ]),
  ).toEqual([
    ['workflow.created', 'draft', 'none', 1],
    ['workflow.updated', 'pending', 'legal', 2],
    ['workflow.updated', 'pending', 'legal', 3],
    ['workflow.updated', 'pending', 'finance', 4],
    ['workflow.updated', 'pending', 'finance', 5],
    ['workflow.approved', 'approved', 'finance', 6],
  ]);
  expect(received[3]?.[1]).toMatchObject({
    lastDecision: { step: 'legal', by: 'carla', for: 'ana', decision: 'approve', comment },
    comments: [{ by: 'carla', text: 'as agreed' }],
    ...{ approvers: { roles: ['operator'], needed: 2 }, removed: ['dueAt'] },
  });
  for (const [, data] of received) {
    expect(data).not.toHaveProperty('decisions');
    expect(data).not.toHaveProperty('delegations');
  }
  expect(await workflows.get(workflowId)).toMatchObject({
    decisions: [{ by: 'carla' }, { by: 'omar' }, { by: 'oona' }],
    delegations: [{ from: 'ana', to: 'carla' }],
  });
  expect(await workflows.get('none')).toBeUndefined();
});

test('the same rule as for people: who created it does not decide it, unless the stack says so [W1]', async () => {
  const { workflows } = publisher;
  const workflowId = 'own';
  await workflows.create({ workflowId, approvers: { roles: ['operator'] }, by: operator('omar') });
  expect(await workflows.approve({ workflowId, by: operator('omar') })).toMatchObject({
    outcome: 'refused',
    code: 'OWN_WORKFLOW',
  });
  expect(await workflows.reject({ workflowId, by: 'mallory' })).toMatchObject({
    outcome: 'refused',
    code: 'WORKFLOW_NOT_FOUND',
  });
  await using relaxed = tables.publisher({ now: () => nowMs, workflowFourEyes: false });
  expect(await relaxed.workflows.approve({ workflowId, by: operator('omar') })).toMatchObject({
    outcome: 'written',
    workflow: { status: 'approved' },
  });
});

test('what could never be approved, and what is taken, is refused', async () => {
  const { workflows } = publisher;
  const approvers = { users: ['ana'], needed: 2 };
  expect(await workflows.create({ workflowId: 'never', approvers, by: 'olga' })).toMatchObject({
    outcome: 'refused',
    code: 'WORKFLOW_INVALID',
  });
  expect(await workflows.get('never')).toBeUndefined();
  const Item = { workflowId: 'broken', status: 'lost' };
  await tables.engine.client.send(new PutCommand({ TableName: 'Workflows', Item }));
  expect(await workflows.create({ workflowId: 'broken', by: 'olga' })).toMatchObject({
    outcome: 'refused',
    code: 'WORKFLOW_EXISTS',
  });
  expect(await workflows.cancel({ workflowId: 'broken', by: 'olga' })).toMatchObject({
    outcome: 'refused',
    code: 'WORKFLOW_NOT_FOUND',
  });
});

test('of actions on one workflow at once each sees the one before', async () => {
  const { workflows } = publisher;
  const workflowId = 'at once';
  const users = Array.from({ length: 20 }, (_, n) => `user-${n}`);
  const outcomes = await Promise.all([
    workflows.create({ workflowId, approvers: { users, needed: 20 }, by: 'olga' }),
    ...users.map(by => workflows.approve({ workflowId, by })),
  ]);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['written']));
  expect(await workflows.get(workflowId)).toMatchObject({ status: 'approved', approvedBy: users });
});

test('what is malformed is named before anything is written', async () => {
  const { workflows } = publisher;
  const refused = (promise: Promise<unknown>) =>
    expect(promise).rejects.toThrow(MalformedItemError);
  await refused(workflows.create({ workflowId: '', by: 'olga' }));
  await refused(workflows.create({ workflowId: 'w', by: '' }));
  await refused(workflows.create({ workflowId: 'w', by: 'olga', steps: [] }));
  await refused(workflows.approve({ workflowId: 'w', by: 'ana', comment: 'x'.repeat(501) }));
  await refused(workflows.delegate({ workflowId: 'w', by: 'ana', to: '' }));
  await expect(workflows.get('')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});
