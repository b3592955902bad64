import fc from 'fast-check';
import { promptTimerMs } from '../../../../core/deadline/settle-deadline.ts';
import { sweptTimerMs } from '../../../../core/deadline/sweep-due.ts';
import {
  type SettleWorkflowPorts,
  settleWorkflow,
  sweepWorkflows,
} from '../../../../core/workflow/deadline/settle-workflow.ts';
import { silentMeter } from '../../../support/silent-meter.ts';
import { MemoryWorkflowDeadlines, type WorkflowItem } from './memory-workflow-deadlines.ts';

const dueAt = Date.parse('2026-11-29T12:00:00.000Z');

const workflow = (changed: Partial<WorkflowItem> = {}): WorkflowItem => ({
  ...{ workflowId: 'w-1', status: 'pending', dueAt, remindBeforeSeconds: 60 },
  ...{ escalateAfterSeconds: 60, escalateTo: { users: ['boss'] } },
  ...changed,
});

function setting() {
  const deadlines = new MemoryWorkflowDeadlines();
  const timers: number[] = [];
  const ports: SettleWorkflowPorts = {
    deadlines,
    meter: silentMeter,
    startTimer: async ({ dueAtMs }) => {
      timers.push(dueAtMs - dueAt);
    },
    timerWithinMs: promptTimerMs,
  };
  const settleAt = (ms: number) => settleWorkflow('w-1', dueAt + ms, ports);
  return { deadlines, timers, settleAt, ports };
}

test('it is said once each that a workflow is due soon, overdue, and escalated, however often it is settled [W1]', async () => {
  const { deadlines, timers, settleAt } = setting();
  deadlines.put('w-1', workflow());
  const began: unknown[] = [];
  for (const ms of [-200_000, -60_001, -60_000, -60_000, -1, 0, 0, 59_999, 60_000, 9_999_999]) {
    const settled = await settleAt(ms);
    if (settled.began) began.push(settled.began);
  }
  expect(began).toEqual([['remindedAt'], ['overdueAt'], ['escalatedAt']]);
  expect(deadlines.events).toEqual([
    `workflow.created ${dueAt}`,
    ...['reminder', 'overdue', 'escalated'].map(type => `workflow.${type} ${dueAt}`),
  ]);
  expect(timers).toEqual([-60_000, 0, 60_000]);
  expect(deadlines.items.get('w-1')).toEqual({
    ...workflow(),
    ...{ remindedAt: dueAt - 60_000, overdueAt: dueAt, escalatedAt: dueAt + 60_000 },
    escalatedTo: { users: ['boss'] },
  });
});

test('one that was decided in time is never overdue, one that was decided late stays as it was', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('w-1', workflow());
  await settleAt(-60_000);
  deadlines.put('w-1', { ...(deadlines.items.get('w-1') as WorkflowItem), status: 'approved' });
  await settleAt(0);
  expect(deadlines.events.map(event => event.split(' ')[0])).toEqual([
    ...['workflow.created', 'workflow.reminder', 'workflow.approved'],
  ]);
  expect(deadlines.items.get('w-1')).toMatchObject({ remindedAt: dueAt - 60_000 });
  expect(deadlines.rows.size).toBe(0);
});

test('a decision while it is settled is read again, and wins', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('w-1', workflow());
  await settleAt(-60_000);
  deadlines.beforeWrite = () => {
    deadlines.beforeWrite = () => undefined;
    deadlines.put('w-1', workflow({ status: 'cancelled', version: 2 }));
  };
  expect(await settleAt(0)).toEqual({});
  expect(deadlines.rows.size).toBe(0);
});

test('with its timer lost the sweeper settles it, and starts those of the next hour [W1]', async () => {
  const { deadlines, timers, settleAt, ports } = setting();
  deadlines.put('w-1', workflow());
  await settleAt(-999_999);
  expect(timers).toEqual([]);
  const sweepAt = (ms: number) =>
    sweepWorkflows({ ...ports, timerWithinMs: sweptTimerMs }, () => dueAt + ms);
  expect(await sweepAt(-999_999)).toMatchObject({ began: 0, timers: 1 });
  expect(timers).toEqual([-60_000]);
  expect(await sweepAt(-50_000)).toMatchObject({ began: 1, timers: 1, failures: [] });
  expect(await sweepAt(70_000)).toMatchObject({ began: 1, failures: [] });
  expect(deadlines.events.map(event => event.split(' ')[0]?.slice(9))).toEqual([
    ...['created', 'reminder', 'overdue', 'escalated'],
  ]);
});

test('random writes, settled at random times: each once for each moment that it stands for, marks never for another [W1]', async () => {
  const second = fc.integer({ min: -300, max: 300 }).map(s => dueAt + s * 1_000);
  const write = fc.record(
    {
      dueAt: fc.option(second, { nil: undefined }),
      status: fc.constantFrom('pending', 'draft'),
      remindBeforeSeconds: fc.constantFrom(undefined, 10, 60),
      escalateAfterSeconds: fc.constantFrom(undefined, 10, 60),
      currentStep: fc.constantFrom('one', 'two'),
      dropsMarks: fc.boolean(),
    },
    { requiredKeys: ['dropsMarks'] },
  );
  const turn = fc.record({
    afterMs: fc.integer({ min: 0, max: 90_000 }),
    write: fc.option(write, { nil: undefined }),
    settles: fc.integer({ min: 0, max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 30 }), async turns => {
      const { deadlines, settleAt } = setting();
      deadlines.put('w-1', workflow());
      let atMs = -300_000;
      let said = new Set<string>();
      const expected: string[] = [];
      for (const { afterMs, write: changes, settles } of turns) {
        atMs += afterMs;
        if (changes !== undefined) {
          const { dropsMarks, ...changed } = changes;
          const before = deadlines.items.get('w-1') as WorkflowItem;
          deadlines.put('w-1', { ...(dropsMarks ? withoutMarks(before) : before), ...changed });
        }
        for (let n = 0; n < settles; n += 1) await settleAt(atMs);
        if (settles === 0) continue;
        const item = deadlines.items.get('w-1') as WorkflowItem;
        // The model: of the moments that hold now, those that have passed and were not said yet.
        const holding = momentsOf(item);
        said = new Set([...said].filter(moment => holding.has(moment)));
        for (const [moment, [type, ms]] of holding) {
          if (ms > dueAt + atMs || said.has(moment)) continue;
          const isLate = type === 'reminder' && (item.dueAt ?? 0) <= dueAt + atMs;
          if (isLate) continue;
          said.add(moment);
          expected.push(`workflow.${type} ${item.dueAt}`);
        }
        const moments = new Set([...holding.values()].map(([, ms]) => ms));
        for (const mark of [item.remindedAt, item.overdueAt, item.escalatedAt]) {
          expect(mark === undefined || moments.has(mark)).toBe(true);
        }
      }
      const published = deadlines.events.filter(event => /reminder|overdue|escalated/.test(event));
      expect(published).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

function withoutMarks({
  remindedAt: _1,
  overdueAt: _2,
  escalatedAt: _3,
  escalatedTo: _4,
  ...item
}: WorkflowItem): WorkflowItem {
  return item;
}

/** What holds of the workflow, in the order of its moments: the type of each event, and when. */
function momentsOf(item: WorkflowItem): ReadonlyMap<string, readonly [string, number]> {
  if (item.status !== 'pending' || item.dueAt === undefined) return new Map();
  const moments = [
    ['reminder', -(item.remindBeforeSeconds ?? Number.NaN)],
    ['overdue', 0],
    ['escalated', item.escalateAfterSeconds ?? Number.NaN],
  ] as const;
  return new Map(
    moments
      .map(([type, s]) => [type, (item.dueAt ?? 0) + s * 1_000] as const)
      .filter(([, ms]) => !Number.isNaN(ms))
      .map(moment => [moment.join(' '), moment]),
  );
}
