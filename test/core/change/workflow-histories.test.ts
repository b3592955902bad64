import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Item } from '../../../core/change/change.ts';
import { eventsOf } from './change-of.ts';

const people = fc.constantFrom<Item>(
  {},
  { users: [] },
  { users: ['rosa'] },
  { users: ['rosa', 'saul'], needed: 2 },
  { roles: ['admin'] },
);
const time = fc.constantFrom('2026-11-21T20:00:00.000Z', '2026-11-21T20:30:00.000Z');

const fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: fc.constantFrom('Payout', 'Account'),
  currentStep: fc.constantFrom('review', 'release', 1),
  dueAt: time,
  createdBy: fc.constantFrom('kim', 'ana'),
  updatedBy: fc.constantFrom('kim', 'rosa'),
  comments: fc.constantFrom('ok', ['ok', { by: 'rosa', text: 'ok' }]),
  bulkOperationId: fc.constant('b-1'),
  assignees: fc.constantFrom([], ['olga'], ['olga', 'ana']),
  approvers: people,
  approvedBy: fc.constantFrom([], ['rosa']),
  lastDecision: fc.constantFrom(
    { by: 'rosa', decision: 'approve', at: '2026-11-21T20:00:00.000Z' },
    { by: 'saul', decision: 'reject', comment: 'no', at: '2026-11-21T20:00:00.000Z' },
  ),
  visibleTo: fc.constantFrom<Item>({ permissions: ['compliance'] }, { roles: ['admin'] }),
  version: fc.nat(3),
  steps: fc.constantFrom(
    [],
    [{ name: 'review', approvers: { users: ['rosa'] } }],
    [
      { name: 'review', approvers: { roles: ['lawyer'] } },
      { name: 'release', approvers: {} },
    ],
  ),
};
const marks: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  overdueAt: time,
  remindedAt: time,
  escalatedAt: time,
  escalatedTo: people,
};
const markTypes = ['workflow.overdue', 'workflow.reminder', 'workflow.escalated'];
const status = fc.constantFrom('draft', 'pending', 'approved', 'rejected', 'cancelled');

const someOf = (arbitraries: typeof fields) =>
  fc.record(
    Object.fromEntries(
      Object.entries(arbitraries).map(([name, value]) => [name, fc.option(value, { freq: 3 })]),
    ),
    { requiredKeys: [] },
  );

/** What a write sets, or takes away (null): anything, or nothing but marks. */
const write = fc.oneof(
  someOf(marks),
  fc.tuple(someOf(fields), status).map(([set, next]) => ({ ...set, status: next })),
  someOf({ ...fields, ...marks }),
);

const withoutAbsent = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));

/** An item's life: each write on top of the one before. */
const history = fc
  .tuple(someOf({ ...fields, ...marks }), status, fc.array(write, { maxLength: 6 }))
  .map(([first, firstStatus, writes]) => {
    const items = [withoutAbsent({ ...first, workflowId: 'wf-1', status: firstStatus })];
    for (const set of writes) items.push(withoutAbsent({ ...items.at(-1), ...set }));
    return items;
  });

const isMark = (name: string) => Object.hasOwn(marks, name);
const withoutMarks = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !isMark(name)));

/** Those whom the item names, else those whom its current step does. */
const approversOf = (item: Item) => {
  const {
    approvers,
    steps = [],
    currentStep,
  } = item as {
    readonly approvers?: Item;
    readonly steps?: readonly { readonly name: string; readonly approvers: Item }[];
    readonly currentStep?: unknown;
  };
  const named = ({ users = [], roles = [] }: Item) => [users, roles].flat().length > 0;
  const ofStep = steps.find(({ name }) => name === currentStep)?.approvers;
  if (approvers && named(approvers)) return approvers;
  return ofStep && named(ofStep) ? ofStep : (approvers ?? ofStep);
};

/** What events hold of an item: its approvers are those of the step, times in milliseconds. */
const published = (item: Item): Item => {
  const { dueAt, lastDecision, ...others } = withoutMarks(item) as Item & {
    readonly lastDecision?: { readonly at: string };
  };
  const approvers = approversOf(item);
  return {
    ...others,
    ...(approvers && { approvers }),
    ...(dueAt !== undefined && { dueAt: Date.parse(String(dueAt)) }),
    ...(lastDecision && { lastDecision: { ...lastDecision, at: Date.parse(lastDecision.at) } }),
  };
};

/** What events say beside the item's own fields. */
const aside = ['removed', 'unexpected', 'oldStatus', 'newStatus', 'step'];

test('who applies each event to what it has, has the item, whatever was written [W1]', () => {
  fc.assert(
    fc.property(history, items => {
      let held: Item = {};
      for (const [at, item] of items.entries()) {
        for (const { data } of eventsOf('Workflows', items[at - 1] ?? null, item)) {
          const gone = (data.removed ?? []) as readonly string[];
          const said = { ...held, ...data };
          held = Object.fromEntries(
            Object.entries(said).filter(
              ([name]) => !gone.includes(name) && !aside.includes(name) && !isMark(name),
            ),
          );
        }
        expect(held).toEqual(published(item));
      }
    }),
    { numRuns: 200 },
  );
});

test('each event says how the item stands and who may see it, as this write left it [W1]', () => {
  const standing = [
    ...['workflowId', 'name', 'status', 'currentStep', 'version', 'createdBy', 'updatedBy'],
    ...['assignees', 'approvers', 'escalatedTo', 'visibleTo'],
  ];
  fc.assert(
    fc.property(history, items => {
      for (const [at, item] of items.entries()) {
        for (const { data } of eventsOf('Workflows', items[at - 1] ?? null, item)) {
          expect(standing.map(name => data[name])).toEqual(
            standing.map(name => (name === 'approvers' ? approversOf(item) : item[name])),
          );
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a write of marks alone makes their events alone, any other write makes none of these [W1]', () => {
  let marked = 0;
  fc.assert(
    fc.property(history, items => {
      for (const [at, item] of items.entries()) {
        const before = items[at - 1];
        const types = eventsOf('Workflows', before ?? null, item).map(({ type }) => type);
        const isMarkType = (type: string) => markTypes.includes(type);
        const isOfMarks =
          before !== undefined && isDeepStrictEqual(withoutMarks(before), withoutMarks(item));
        marked += types.filter(isMarkType).length;
        expect(types.filter(isMarkType)).toEqual(isOfMarks ? types : []);
        if (before !== undefined) expect(new Set(types).size).toBe(types.length);
        if (before !== undefined && !isOfMarks) expect(types).toHaveLength(1);
      }
    }),
    { numRuns: 200 },
  );
  expect(marked).toBeGreaterThan(100);
});
