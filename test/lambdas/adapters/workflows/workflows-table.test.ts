import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { changeToEvents } from '../../../../core/change/change-to-events.ts';
import { decide } from '../../../../core/workflow/decide.ts';
import {
  type StoredWorkflow,
  storedWorkflowSchema,
} from '../../../../core/workflow/stored-workflow.ts';
import type { WorkflowAction } from '../../../../core/workflow/workflow-action.ts';
import type { WorkflowStore } from '../../../../core/workflow/workflow-store.ts';
import {
  createWorkflowsTable,
  storedWorkflow,
  workflowChange,
} from '../../../../lambdas/adapters/workflows/workflows-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let store: WorkflowStore;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Workflows', partitionKey: { name: 'workflowId' } });
  store = createWorkflowsTable(engine.client, 'Workflows');
});
afterAll(() => engine.stop());

const made = (workflowId: string): StoredWorkflow => ({
  workflowId,
  status: 'pending',
  createdBy: 'olga',
  steps: [
    { name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 60 },
    { name: 'finance', approvers: { roles: ['operator'] } },
  ],
  currentStep: 'legal',
  approvers: { users: ['ana'] },
  approvedBy: [],
  dueAt: '2026-11-20T20:01:00.000Z',
  version: 1,
});

const put = async (Item: Readonly<Record<string, unknown>>) =>
  await engine.client.send(new PutCommand({ TableName: 'Workflows', Item }));

const act = async (workflowId: string, action: WorkflowAction, by = store) =>
  await by.decide(workflowId, workflow =>
    decide(workflow, action, {
      actor: { userId: 'ana', role: 'admin' },
      ...{ nowMs, fourEyes: true },
    }),
  );

test('a workflow is created once; whoever repeats it finds the first [W1]', async () => {
  expect(await store.find('once')).toBeUndefined();
  const create = { kind: 'create', workflow: made('once') } as const;
  expect(await act('once', create)).toMatchObject({ kind: 'write' });
  expect(await act('once', create)).toEqual({ kind: 'applied already', workflow: made('once') });
  expect(await store.find('once')).toEqual(made('once'));
});

test('of two creations at once one is written, and the other decides by it [W1]', async () => {
  const create = (name: string) =>
    ({ kind: 'create', workflow: { ...made('both'), name } }) as const;
  const both = await Promise.all([act('both', create('one')), act('both', create('two'))]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['refused', 'write']);
});

test('an item that breaks the contract is as good as none, and is not written over', async () => {
  await put({ ...made('broken'), status: 'unheard of' });
  expect(await store.find('broken')).toBeUndefined();
  await expect(act('broken', { kind: 'create', workflow: made('broken') })).rejects.toThrow(
    'the item of broken is not a workflow',
  );
});

test('an item that has NULL and times of its own within is decided like any other [W1]', async () => {
  const { steps: _steps, currentStep: _step, ...item } = made('nulls');
  const at = '2026-11-20T19:00:00.000Z';
  const vote = { step: null, for: null, comment: null, by: 'bea', decision: 'approve', at };
  const decisions = [vote];
  const delegations = [{ step: null, from: 'carla', to: 'ana', at }];
  const needed = { users: ['bea', 'carla'], needed: 2 };
  const approved = { approvers: needed, approvedBy: ['bea'], createdAt: 1_795_262_400_000 };
  await put({ ...item, ...approved, decisions, delegations });
  expect(await act('nulls', { kind: 'approve' })).toMatchObject({
    kind: 'write',
    workflow: { status: 'approved', lastDecision: { by: 'ana', for: 'carla' } },
  });
});

test.each([
  ['decisions that are no list', { decisions: 'none' }, 'a list of decisions'],
  ['a decision of nobody', { decisions: [{ decision: 'approve' }] }, 'decisions.0.by is missing'],
  ['a delegation of no time', { delegations: [{ from: 'a', to: 'b' }] }, 'delegations.0.at'],
  ['a status that is none', { status: 'open' }, 'status is "open"'],
])(
  '%s: the item is quarantined, with the reason, and is as good as none',
  (_title, more, reason) => {
    const item = { ...made('w'), ...more };
    expect(storedWorkflow(item)).toBeUndefined();
    const change = { table: 'Workflows', changeId: 'c', recordedAtMs: nowMs, key: 'w' } as const;
    const thresholds = { largeBetAmount: 1, largeTransactionAmount: 1 };
    const result = changeToEvents({ ...change, newItem: item }, thresholds);
    expect(result).toMatchObject({ kind: 'malformed', reason: expect.stringContaining(reason) });
  },
);

test('a change sets and removes what differs, and leaves what is not its own [W1]', async () => {
  const item = {
    ...made('own'),
    ...{ overdueAt: '2026-11-20T20:01:00.000Z', name: null, note: 'of the backend' },
    approvers: { users: ['ana'], reason: 'of the backend too' },
  };
  await put(item);
  expect(await act('own', { kind: 'approve' })).toMatchObject({ kind: 'write' });
  const { overdueAt: _overdue, dueAt: _due, ...rest } = item;
  const vote = {
    ...{ step: 'legal', by: 'ana', decision: 'approve', at: '2026-11-20T20:00:00.000Z' },
  };
  expect(await readItem('own')).toEqual({
    ...rest,
    ...{ currentStep: 'finance', approvers: { roles: ['operator'] }, version: 2 },
    ...{ decisions: [vote], lastDecision: vote },
    ...{ updatedBy: 'ana', updatedAt: '2026-11-20T20:00:00.000Z' },
  });
});

test.each([
  ['a text', 'currentStep', 'finance'],
  ['a list', 'assignees', ['bea']],
  ['a part of an object', 'approvers', { users: ['carla'] }],
])('%s that somebody else changed in between is read again [W1]', async (what, name, value) => {
  await put(made(what));
  let reads = 0;
  const slow = createWorkflowsTable(
    Object.create(engine.client, {
      send: {
        value: async (command: never) => {
          const result = await engine.client.send(command);
          reads += 1;
          if (reads === 1) {
            await engine.client.send(
              new UpdateCommand({
                ...{ TableName: 'Workflows', Key: { workflowId: what } },
                UpdateExpression: 'SET #name = :value',
                ExpressionAttributeNames: { '#name': name },
                ExpressionAttributeValues: { ':value': value },
              }),
            );
          }
          return result;
        },
      },
    }),
    'Workflows',
  );
  let decided = 0;
  const decision = await slow.decide(what, workflow => {
    decided += 1;
    return decide(
      workflow,
      { kind: 'cancel' },
      { actor: { userId: 'olga', role: 'bettor' }, nowMs, fourEyes: true },
    );
  });
  expect(decided).toBe(2);
  expect(decision).toMatchObject({ kind: 'write', workflow: { [name]: value } });
  expect(await readItem(what)).toMatchObject({ [name]: value, status: 'cancelled' });
});

async function readItem(workflowId: string) {
  const get = new GetCommand({
    ...{ TableName: 'Workflows', Key: { workflowId } },
    ConsistentRead: true,
  });
  return (await engine.client.send(get)).Item;
}

test('whatever an item has, its condition is one that DynamoDB takes: at most 4 KB', () => {
  const least: StoredWorkflow = { workflowId: 'w', status: 'draft' };
  const most = Object.fromEntries(
    Object.keys(storedWorkflowSchema.shape).map(name => [name, 'x']),
  ) as unknown as StoredWorkflow;
  for (const [before, after] of [
    [least, most],
    [most, least],
  ] as const) {
    const { Update } = workflowChange('Workflows', before, after);
    expect(Update?.ConditionExpression?.length).toBeLessThan(4_096);
    expect(Update?.UpdateExpression?.length).toBeLessThan(4_096);
  }
});
