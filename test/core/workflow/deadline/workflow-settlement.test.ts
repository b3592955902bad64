import type { TableItem } from '../../../../core/change/item-schemas.ts';
import type {
  FoundWorkflow,
  MarkMoments,
  WorkflowDeadline,
} from '../../../../core/workflow/deadline/workflow-deadline.ts';
import { workflowMoments } from '../../../../core/workflow/deadline/workflow-moments.ts';
import { workflowSettlement } from '../../../../core/workflow/deadline/workflow-settlement.ts';

const dueAt = Date.parse('2026-11-29T12:00:00.000Z');
const boss = { users: ['boss'] };

/** Reminded of ten seconds before it is due, escalated twenty seconds after. */
const item = (changed: Partial<TableItem<'Workflows'>> = {}): TableItem<'Workflows'> => ({
  ...{ workflowId: 'w-1', status: 'pending', dueAt },
  ...{ remindBeforeSeconds: 10, escalateAfterSeconds: 20, escalateTo: boss },
  ...changed,
});

const found = (changed: Partial<TableItem<'Workflows'>> = {}): FoundWorkflow => ({
  kind: 'workflow',
  item: item(changed),
});

const remindedAt = dueAt - 10_000;
const escalatedAt = dueAt + 20_000;

type Phase = 'none' | 'reminded' | 'overdue' | 'escalated';

/** When the workflow is looked at. */
const times: Readonly<Record<Phase, number>> = {
  none: remindedAt - 1,
  reminded: remindedAt,
  overdue: dueAt,
  escalated: escalatedAt,
};

/** What was published of it by then, had it been settled at each moment. */
const published: Readonly<Record<Phase, MarkMoments>> = {
  none: {},
  reminded: { remindedAt },
  overdue: { remindedAt, overdueAt: dueAt },
  escalated: { remindedAt, overdueAt: dueAt, escalatedAt },
};

const nothing: MarkMoments = {};

/** What was published → when it is looked at → what begins. A clock that is behind takes nothing back. */
const table: Readonly<Record<Phase, Readonly<Record<Phase, MarkMoments>>>> = {
  none: {
    none: nothing,
    reminded: { remindedAt },
    // Nobody is reminded of what is overdue.
    overdue: { overdueAt: dueAt },
    escalated: { overdueAt: dueAt, escalatedAt },
  },
  reminded: {
    none: nothing,
    reminded: nothing,
    overdue: { overdueAt: dueAt },
    escalated: { overdueAt: dueAt, escalatedAt },
  },
  overdue: { none: nothing, reminded: nothing, overdue: nothing, escalated: { escalatedAt } },
  escalated: { none: nothing, reminded: nothing, overdue: nothing, escalated: nothing },
};

const cells = (Object.keys(table) as Phase[]).flatMap(before =>
  (Object.keys(table[before]) as Phase[]).map(now => [before, now] as const),
);

test.each(cells)('published: %s, looked at when %s [W1]', (before, now) => {
  const deadline = { published: published[before] };
  const change = workflowSettlement(found(), deadline, times[now]);
  expect(change?.marks ?? nothing).toEqual(table[before][now]);
  expect(change?.escalatedTo).toEqual(
    table[before][now].escalatedAt === undefined ? undefined : boss,
  );
  expect(change?.removed ?? []).toEqual([]);
});

test('a reminder that was missed is none once the workflow is overdue, by a clock that is behind neither', () => {
  const deadline = { published: { overdueAt: dueAt }, dueAtMs: escalatedAt };
  expect(workflowSettlement(found(), deadline, times.reminded)?.marks ?? {}).toEqual({});
});

test('what is due next is the first moment still to come', () => {
  const dueAtOf = (now: Phase) =>
    workflowSettlement(found(), undefined, times[now])?.deadline?.dueAtMs;
  expect((['none', 'reminded', 'overdue', 'escalated'] as const).map(dueAtOf)).toEqual([
    remindedAt,
    dueAt,
    escalatedAt,
    undefined,
  ]);
});

test('settled once, nothing is to be done, whatever a backend did to the marks that it found', () => {
  for (const now of ['none', 'reminded', 'overdue', 'escalated'] as const) {
    const change = workflowSettlement(found(), undefined, times[now]);
    expect(change).toBeDefined();
    for (const changed of [change?.marks, {}]) {
      expect(workflowSettlement(found(changed), change?.deadline, times[now])).toBeUndefined();
    }
  }
});

describe('a due time that has moved', () => {
  const marked = { ...published.escalated, escalatedTo: boss };
  const deadline: WorkflowDeadline = { published: published.escalated, armedForMs: 5 };
  const later = dueAt + 100_000;

  test('to the future: nothing of it holds, and all begins anew', () => {
    expect(workflowSettlement(found({ ...marked, dueAt: later }), deadline, escalatedAt)).toEqual({
      marks: {},
      removed: ['overdueAt', 'remindedAt', 'escalatedAt', 'escalatedTo'],
      deadline: { published: {}, dueAtMs: later - 10_000, armedForMs: 5 },
    });
  });

  test('to another moment of the past: it is overdue at that one', () => {
    const moved = found({ ...marked, dueAt: dueAt + 15_000 });
    expect(workflowSettlement(moved, deadline, escalatedAt)).toMatchObject({
      marks: { overdueAt: dueAt + 15_000 },
      removed: ['remindedAt', 'escalatedAt', 'escalatedTo'],
      deadline: { published: { overdueAt: dueAt + 15_000 }, dueAtMs: dueAt + 35_000 },
    });
  });

  test.each([
    ['is gone', { dueAt: undefined }],
    ['is a draft’s again', { status: 'draft' }],
  ] as const)('that %s leaves neither marks nor a deadline', (_what, changed) => {
    expect(workflowSettlement(found({ ...marked, ...changed }), deadline, escalatedAt)).toEqual({
      marks: {},
      removed: ['overdueAt', 'remindedAt', 'escalatedAt', 'escalatedTo'],
      deadline: undefined,
    });
  });

  test('a mark that an older copy brought back is taken away, and publishes nothing', () => {
    const stale = { overdueAt: dueAt - 1_000 };
    expect(workflowSettlement(found(stale), { published: {} }, times.none)).toMatchObject({
      marks: {},
      removed: ['overdueAt'],
    });
  });
});

test('an escalation that names nobody ends the one before it', () => {
  const change = workflowSettlement(
    found({ escalateTo: undefined, escalatedTo: boss }),
    undefined,
    escalatedAt,
  );
  expect(change).toMatchObject({
    marks: { overdueAt: dueAt, escalatedAt },
    removed: ['escalatedTo'],
  });
  expect(change).not.toHaveProperty('escalatedTo');
});

test.each(['approved', 'rejected', 'cancelled'] as const)(
  'of a workflow that is %s nothing is remembered, and its item is left alone',
  status => {
    const ended = found({ ...published.overdue, status });
    const deadline = { published: published.overdue };
    const removal = { marks: {}, removed: [], deadline: undefined };
    expect(workflowSettlement(ended, deadline, escalatedAt)).toEqual(removal);
    expect(workflowSettlement({ kind: 'absent' }, deadline, escalatedAt)).toEqual(removal);
    expect(workflowSettlement(ended, undefined, escalatedAt)).toBeUndefined();
  },
);

test('an item that breaks its contract is looked at again in an hour, and keeps what was published', () => {
  const malformed = { kind: 'malformed' } as const;
  const deadline = { published: published.reminded, dueAtMs: dueAt };
  expect(workflowSettlement(malformed, undefined, dueAt)).toBeUndefined();
  expect(workflowSettlement(malformed, deadline, dueAt - 1)).toBeUndefined();
  expect(workflowSettlement(malformed, deadline, dueAt)).toEqual({
    marks: {},
    removed: [],
    deadline: { published: published.reminded, dueAtMs: dueAt + 3_600_000 },
  });
});

describe('the moments', () => {
  const step = { name: 'legal', approvers: {}, remindBeforeSeconds: 1 };

  test.each([
    [
      'are the current step’s',
      { steps: [step], currentStep: 'legal' },
      { remindedAt: dueAt - 1_000 },
    ],
    [
      'are the workflow’s at a step that is on no list',
      { steps: [step], currentStep: 2 },
      { remindedAt, escalatedAt },
    ],
    [
      'are the due time alone where no more is said',
      { remindBeforeSeconds: undefined, escalateAfterSeconds: undefined },
      {},
    ],
  ])('%s', (_whose, changed, moments) => {
    expect(workflowMoments(item(changed))).toEqual({ ...moments, overdueAt: dueAt });
  });

  test('are none without a due time, nor of a draft', () => {
    expect(workflowMoments(item({ dueAt: undefined }))).toEqual({});
    expect(workflowMoments(item({ status: 'draft' }))).toEqual({});
  });

  test('are none beyond the year 9999, whose texts do not sort', () => {
    const last = Date.parse('9999-12-31T23:59:59.000Z');
    expect(workflowMoments(item({ dueAt: last }))).toEqual({
      ...{ remindedAt: last - 10_000, overdueAt: last },
    });
  });
});
