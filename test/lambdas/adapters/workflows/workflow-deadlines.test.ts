import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { settleWorkflow } from '../../../../core/workflow/deadline/settle-workflow.ts';
import { decide } from '../../../../core/workflow/decide.ts';
import { createWorkflowsTable } from '../../../../lambdas/adapters/workflows/workflows-table.ts';
import {
  startWorkflowDeadlineTables,
  type WorkflowDeadlineTestTables,
} from './workflow-deadline-tables.ts';

let tables: WorkflowDeadlineTestTables;

beforeAll(async () => {
  tables = await startWorkflowDeadlineTables();
});
afterAll(() => tables.stop());

const dueAt = '2026-11-29T12:00:00.000Z';
const dueMs = Date.parse(dueAt);

/** Reminded of a minute before it is due, escalated to the boss a minute after. */
const legal = {
  ...{ name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 600 },
  ...{ remindBeforeSeconds: 60, escalateAfterSeconds: 60, escalateTo: { users: ['boss'] } },
};
const finance = { name: 'finance', approvers: { users: ['beto'] } };

const workflow = (workflowId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ workflowId, status: 'pending', createdBy: 'olga', version: 1, dueAt, note: 'mine' },
  ...{ steps: [legal, finance], currentStep: 'legal', approvers: legal.approvers },
  ...more,
});

const settleAt = (workflowId: string, ms: number) =>
  settleWorkflow(workflowId, dueMs + ms, tables.ports);

const boss = { userId: 'boss', role: 'user' } as const;

test('a workflow’s due time in both tables, and in the events of its writes [W1]', async () => {
  await tables.put(workflow('w-1'));
  expect(await settleAt('w-1', -600_000)).toEqual({});
  expect(await tables.row('w-1')).toEqual({
    subject: 'workflow#w-1',
    dueAt: '2026-11-29T11:59:00.000Z',
    dueShard: expect.stringMatching(/^workflow-due#[0-7]$/),
  });
  expect(await settleAt('w-1', -60_000)).toEqual({ began: ['remindedAt'], timerAtMs: dueMs });
  expect(tables.timers).toEqual(['w-1 2026-11-29T12:00:00.000Z']);
  expect(await settleAt('w-1', 0)).toEqual({ began: ['overdueAt'], timerAtMs: dueMs + 60_000 });
  expect(await settleAt('w-1', 60_000)).toEqual({ began: ['escalatedAt'] });
  expect(await settleAt('w-1', 60_001)).toEqual({});
  const marks = {
    remindedAt: '2026-11-29T11:59:00.000Z',
    overdueAt: dueAt,
    escalatedAt: '2026-11-29T12:01:00.000Z',
  };
  expect(await tables.item('Workflows', 'w-1')).toEqual({
    ...workflow('w-1'),
    ...marks,
    escalatedTo: { users: ['boss'] },
  });
  const row = await tables.row('w-1');
  expect(row).toMatchObject(marks);
  expect(row).not.toHaveProperty('dueShard');
  const events = await tables.received();
  expect(events.map(([type]) => type)).toEqual(
    ['created', 'reminder', 'overdue', 'escalated'].map(type => `workflow.${type}`),
  );
  const standing = { workflowId: 'w-1', status: 'pending', currentStep: 'legal', version: 1 };
  expect(events[2]?.[1]).toMatchObject({ ...standing, step: 'legal', dueAt: dueMs });
  expect(events[3]?.[1]).toMatchObject({ ...standing, escalatedTo: { users: ['boss'] } });
});

test('whom it was escalated to decides it, and the next step starts without marks [W1]', async () => {
  const store = createWorkflowsTable(tables.engine.client, 'Workflows');
  const approve = () =>
    store.decide('w-2', found =>
      decide(found, { kind: 'approve' }, { actor: boss, nowMs: dueMs, fourEyes: true }),
    );
  await tables.put(workflow('w-2'));
  await settleAt('w-2', 0);
  expect(await approve()).toMatchObject({ kind: 'refused', code: 'WORKFLOW_NOT_FOUND' });
  await settleAt('w-2', 60_000);
  expect(await approve()).toMatchObject({ kind: 'write' });
  await settleAt('w-2', 60_001);
  const item = await tables.item('Workflows', 'w-2');
  expect(item).toMatchObject({ status: 'pending', currentStep: 'finance' });
  expect(Object.keys(item ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(overdueAt|remindedAt|escalated)/)]),
  );
  expect(await tables.row('w-2')).toBeUndefined();
});

test('a due time that moves takes the marks of the old one, and is overdue once more', async () => {
  await tables.received();
  await tables.put(workflow('w-3'));
  await settleAt('w-3', 60_000);
  const marked = await tables.item('Workflows', 'w-3');
  // Its zone says nothing of the moment.
  const later = '2026-11-29T13:10:00.000+01:00';
  await tables.put({ ...marked, dueAt: later });
  await settleAt('w-3', 60_001);
  expect(await tables.item('Workflows', 'w-3')).toEqual(workflow('w-3', { dueAt: later }));
  expect(await tables.row('w-3')).toMatchObject({ dueAt: '2026-11-29T12:09:00.000Z' });
  await settleAt('w-3', 600_000);
  expect((await tables.received()).map(([type]) => type.slice(9))).toEqual([
    ...['created', 'overdue', 'escalated', 'updated', 'overdue'],
  ]);
});

test('what breaks the contract, whatever it holds, and what is gone stop nothing', async () => {
  const malformed = { workflowId: 'w-4', dueAt: 10n ** 30n, status: 7 };
  await tables.put(malformed);
  expect(await settleAt('w-4', 0)).toEqual({});
  await tables.put(workflow('w-4', { assignees: null }));
  await settleAt('w-4', -600_000);
  await tables.put(malformed);
  await settleAt('w-4', -60_000);
  expect(await tables.row('w-4')).toMatchObject({ dueAt: '2026-11-29T12:59:00.000Z' });
  await tables.remove('w-4');
  await settleAt('w-4', 0);
  expect(await tables.row('w-4')).toBeUndefined();
});

test('neither is written when one of them is no longer as it was read', async () => {
  const { deadlines } = tables.ports;
  const mark = {
    ...{ marks: { overdueAt: dueMs }, removed: [] },
    deadline: { published: { overdueAt: dueMs } },
  };
  for (const change of [
    { status: 'cancelled' },
    { dueAt: '2026-11-29T12:00:01.000Z' },
    { currentStep: 'finance' },
    { version: 2 },
    { steps: [{ ...legal, escalateTo: { users: ['ceo'] } }, finance] },
  ]) {
    await tables.put(workflow('w-5'));
    const reading = await deadlines.read('w-5');
    await tables.put(workflow('w-5', change));
    expect(await reading.write(mark)).toBe(false);
  }
  await tables.put(workflow('w-5'));
  const beforeSettling = await deadlines.read('w-5');
  await settleAt('w-5', -600_000);
  expect(await beforeSettling.write(mark)).toBe(false);
  // An attribute of the backend's own decides nothing.
  const beforeNote = await deadlines.read('w-5');
  await tables.put(workflow('w-5', { note: 'another' }));
  expect(await beforeNote.write(mark)).toBe(true);
  expect(await tables.item('Workflows', 'w-5')).toMatchObject({
    note: 'another',
    overdueAt: dueAt,
  });
  expect(await deadlines.noteTimer('w-5', { published: {}, dueAtMs: dueMs })).toBe(false);
});

test('what is due is listed beside payment streams, each kind by itself', async () => {
  const { deadlines } = tables.ports;
  await tables.put(workflow('w-6'));
  await settleAt('w-6', -600_000);
  const range = { fromMs: dueMs - 60_000, toMs: dueMs - 59_999 };
  const pages = await Promise.all(deadlines.shards.map(shard => deadlines.list(shard, range)));
  expect(pages.flatMap(({ due }) => due).filter(({ id }) => id === 'w-6')).toEqual([
    { id: 'w-6', deadline: { published: {}, dueAtMs: dueMs - 60_000 } },
  ]);
  expect(deadlines.shards).toEqual([...Array(8).keys()].map(shard => `workflow-due#${shard}`));
});

test('what a backend keeps inside of a step holds no due time up, whatever number it is [W1]', async () => {
  const step = { ...legal, odds: NumberValue.from('1.83333333333333333333') };
  await tables.put(workflow('w-odd', { steps: [step, finance] }));
  expect(await settleAt('w-odd', 0)).toMatchObject({ began: ['overdueAt'] });
  const item = await tables.item('Workflows', 'w-odd');
  expect(item).toMatchObject({ overdueAt: dueAt });
  expect(JSON.stringify(item)).toContain('1.83333333333333333333');
});
