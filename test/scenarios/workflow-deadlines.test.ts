import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement, type Management } from './support/management.ts';
import type { StreamMessage, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** For what may be a minute late, on a machine with much else to do. */
const patienceMs = 110_000;

let target: Target;
let management: Management;
let events: StreamReader;
/** It goes on while the others are played. */
let escalating: { readonly workflowId: string; readonly dueAt: string };

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  events = await target.open('Workflows', { follows: true });
  await events.until(({ event }) => event === 'connected');
  escalating = await create(9_000, {
    ...{ remindBeforeSeconds: 8, escalateAfterSeconds: 1, escalateTo: { users: [boss] } },
  });
});
afterAll(async () => {
  await target?.close();
});

const ana = unique('ana');
const boss = unique('boss');

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Pending for ana until then. */
async function create(dueInMs: number, more: Readonly<Record<string, unknown>> = {}) {
  const workflowId = unique('workflow');
  const dueAt = isoIn(dueInMs);
  const item = { workflowId, status: 'pending', version: 1, approvers: { users: [ana] }, dueAt };
  await target.put('Workflows', { ...item, ...more });
  return { workflowId, dueAt };
}

const update = (workflowId: string, changes: Readonly<Record<string, unknown>>) =>
  target.update('Workflows', { workflowId }, changes);

async function itemOf(workflowId: string) {
  const TableName = requireOutput(target.outputs, 'WorkflowsTableName');
  const get = new GetCommand({ TableName, Key: { workflowId }, ConsistentRead: true });
  return (await target.client.send(get)).Item;
}

const isOf =
  (workflowId: string, type: string, dueAt?: string) =>
  ({ data }: StreamMessage) =>
    data?.data?.workflowId === workflowId &&
    data.type === `workflow.${type}` &&
    (dueAt === undefined || data.data.dueAt === Date.parse(dueAt));

const until = (...wanted: Parameters<typeof isOf>) => events.until(isOf(...wanted), patienceMs);

const typesOf = (workflowId: string) =>
  events.messages
    .filter(({ data }) => data?.data?.workflowId === workflowId)
    .map(({ data }) => data.type.replace('workflow.', ''));

const decide = async (workflowId: string, userId: string) =>
  await management.call('POST', `/workflows/${workflowId}/decisions`, {
    token: await target.token(userId, 'bettor'),
    body: { decision: 'approve' },
  });

test('a step is overdue by its own time, and the next one starts without marks [W1]', async () => {
  const steps = [
    { name: 'legal', approvers: { users: [ana] } },
    { name: 'finance', approvers: { users: [boss] }, dueInSeconds: 1 },
  ];
  const { workflowId } = await create(0, { steps, currentStep: 'legal' });
  const first = await until(workflowId, 'overdue');
  expect(first.data.data).toMatchObject({ step: 'legal' });
  expect((await decide(workflowId, ana)).status).toBe(200);
  const isSecond = (message: StreamMessage) =>
    isOf(workflowId, 'overdue')(message) && message.data.data.step === 'finance';
  await events.until(isSecond, patienceMs);
  expect(typesOf(workflowId)).toEqual(['created', 'overdue', 'updated', 'overdue']);
});

test('a due time that is moved is overdue at the new one, and what was decided in time never [W1]', async () => {
  const decided = await create(10_000);
  expect((await decide(decided.workflowId, ana)).status).toBe(200);
  const { workflowId } = await create(0);
  await until(workflowId, 'overdue');
  // Behind that of the other.
  const later = isoIn(10_000);
  await update(workflowId, { dueAt: later, version: 2 });
  // The mark of the old one goes; where the machine is slow, that of the new one is there already.
  await untilSeen(
    () => itemOf(workflowId),
    item => item?.overdueAt === undefined || item.overdueAt === later,
  );
  await until(workflowId, 'overdue', later);
  // Whatever was still to come of the other comes before what is written now.
  const last = await create(0);
  await until(last.workflowId, 'overdue');
  expect(typesOf(workflowId)).toEqual(['created', 'overdue', 'updated', 'overdue']);
  expect(typesOf(decided.workflowId)).toEqual(['created', 'approved']);
});

test('a workflow is due soon, overdue, and escalated: each is published once, and those whom it is escalated to decide it [W1]', async () => {
  const { workflowId, dueAt } = escalating;
  const dueMs = Date.parse(dueAt);
  const reminder = await until(workflowId, 'reminder');
  expect(reminder.data.data).toMatchObject({ dueAt: dueMs, remindedAt: dueMs - 8_000 });
  const overdue = await until(workflowId, 'overdue');
  expect(overdue.data).toMatchObject({ priority: 'high', data: { dueAt: dueMs } });
  expect(overdue.data.timestamp).toBeGreaterThanOrEqual(Math.floor(dueMs / 1_000) * 1_000);
  const escalated = await until(workflowId, 'escalated');
  expect(escalated.data.data).toMatchObject({ escalatedTo: { users: [boss] } });
  expect(await itemOf(workflowId)).toMatchObject({
    ...{ overdueAt: dueAt, escalatedAt: new Date(dueMs + 1_000).toISOString() },
    escalatedTo: { users: [boss] },
  });
  expect((await decide(workflowId, boss)).status).toBe(200);
  await until(workflowId, 'approved');
  expect(typesOf(workflowId)).toEqual([
    ...['created', 'reminder', 'overdue', 'escalated', 'approved'],
  ]);
});
