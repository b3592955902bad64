import * as fc from 'fast-check';
import type { WorkflowPerson } from '../../../core/wire/workflow.ts';
import { listWorkflows, type WorkflowPageQuery } from '../../../core/workflow/list-workflows.ts';
import { maySee } from '../../../core/workflow/may-see.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowLists } from '../../../core/workflow/workflow-lists.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { memoryWorkflows, workflow } from '../../support/memory-workflows.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const keys = { sseSecrets: fixedSecret(secret) };

const kim = { userId: 'kim', role: 'operator' };
const ana = { userId: 'ana', role: 'lawyer' };
const bea = { userId: 'bea', role: 'bettor' };
const reader = { userId: 'rex', role: 'backend', permissions: ['workflow:read'] };
const officer = { userId: 'ofra', role: 'backend', permissions: ['workflow:read', 'compliance'] };

const items = [
  workflow({ workflowId: '1', assignees: ['bea'], dueAt: '2026-11-20T20:00:00.000Z' }),
  workflow({ workflowId: '2', currentStep: 2, approvers: { roles: ['lawyer'], users: ['bea'] } }),
  workflow({ workflowId: '3', status: 'draft', createdBy: 'bea', dueAt: '2026-11-21T00:00:00Z' }),
  workflow({ workflowId: '4', status: 'approved', approvers: {} }),
  workflow({ workflowId: '5', visibleTo: { permissions: ['compliance'] }, assignees: ['bea'] }),
  workflow({ workflowId: '6', approvers: {}, currentStep: undefined }),
];

async function list(
  asker: WorkflowPerson,
  query: Partial<WorkflowPageQuery> = {},
  workflowLists: WorkflowLists = memoryWorkflows(items),
) {
  const page = await listWorkflows({ limit: 100, ...query }, asker, { workflowLists, keys });
  return { ids: page.items.map(({ workflowId }) => workflowId), next: page.next };
}

test.each([
  ['the open ones, of staff', kim, {}, ['1', '2', '3', '6']],
  ['the open ones, of whoever may read the channel', reader, {}, ['1', '2', '3', '6']],
  ['what is shown by a permission, of whoever has it', officer, {}, ['1', '2', '3', '5', '6']],
  ['what concerns someone, of nobody else', bea, {}, ['1', '2', '3']],
  ['what one decides by name or by role', ana, {}, ['1', '2', '3']],
  ['nothing, of whom nothing concerns', { userId: 'mallory', role: 'bettor' }, {}, []],
  ['those in a status', kim, { statuses: ['approved'] }, ['4']],
  ['those at a step', kim, { step: 'legal' }, ['1', '3']],
  ['those at a step that is a number', kim, { step: '2' }, ['2']],
  ['those of an assignee', kim, { assignee: 'bea' }, ['1']],
  ['those that somebody created', kim, { createdBy: 'bea' }, ['3']],
  ['those due before a moment', kim, { dueBeforeMs: Date.parse('2026-11-21T00:00:00Z') }, ['1']],
  ['those that a named approver decides', kim, { approver: 'ana' }, ['1', '3']],
  ['those that one’s own role decides too', ana, { approver: 'ana' }, ['1', '2', '3']],
  ['those that staff decide, as nobody else does', kim, { approver: 'kim' }, ['6']],
  ['what all criteria hold of', kim, { approver: 'ana', statuses: ['draft'] }, ['3']],
  [
    'those that are named, in any status',
    kim,
    { workflowIds: ['4', '1', '1', 'none'] },
    ['1', '4'],
  ],
  ['nothing that is not shown, though it is named', kim, { workflowIds: ['5'] }, []],
  [
    'of those that are named a status',
    kim,
    { workflowIds: ['4', '1'], statuses: ['pending'] },
    ['1'],
  ],
] as const)('%s', async (_title, asker, query, expected) => {
  expect(await list(asker, query)).toEqual({ ids: expected, next: undefined });
});

test('what a delegate decides is theirs to decide, at that step only', async () => {
  const delegated = (step: string) =>
    workflow({ delegations: [{ step, from: 'ana', to: 'bea', at: '2026-11-20T20:00:00Z' }] });
  const decides = (item: StoredWorkflow) => list(kim, { approver: 'bea' }, memoryWorkflows([item]));
  expect((await decides(delegated('legal'))).ids).toEqual(['1']);
  expect((await decides(delegated('finance'))).ids).toEqual([]);
});

test('the index may be late: what has another status by now is not listed', async () => {
  const now = [workflow({ workflowId: '1', status: 'approved' }), workflow({ workflowId: '2' })];
  const then = [
    workflow({ workflowId: '1' }),
    workflow({ workflowId: '2' }),
    workflow({ workflowId: '3' }),
  ];
  expect(await list(kim, {}, memoryWorkflows(now, then))).toEqual({ ids: ['2'], next: undefined });
});

test('a page reads at most a thousand items, and the next goes on behind them', async () => {
  const many = Array.from({ length: 2_345 }, (_, n) =>
    workflow({ workflowId: String(n).padStart(4, '0'), createdBy: n === 2_000 ? 'bea' : 'olga' }),
  );
  const lists = memoryWorkflows(many);
  const first = await list(bea, {}, lists);
  expect(first).toEqual({ ids: [], next: expect.stringMatching(/^[\w-]+$/) });
  expect(lists.reads).toEqual(Array(10).fill(100));
  const second = await list(bea, { next: first.next }, lists);
  expect(second.ids).toEqual([]);
  expect(await list(bea, { next: second.next }, lists)).toEqual({ ids: ['2000'], next: undefined });
});

test.each([
  ['another person', ana, {}],
  ['other criteria', bea, { step: 'legal' }],
  ['ids', bea, { workflowIds: ['1'] }],
])('a page of one list is none of a list of %s', async (_title, asker, query) => {
  const { next } = await list(bea, { limit: 1 });
  expect(next).toBeDefined();
  await expect(list(asker, { ...query, next })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('pages of any size give each workflow once, in order, and nobody what is not theirs', async () => {
  const anyWorkflow = fc.record<Partial<StoredWorkflow> & { readonly workflowId: string }>({
    workflowId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
    status: fc.constantFrom('draft' as const, 'pending' as const, 'approved' as const),
    createdBy: fc.constantFrom('bea', 'olga'),
    visibleTo: fc.constantFrom<StoredWorkflow['visibleTo'][]>(
      undefined,
      { roles: ['bettor'] },
      { permissions: ['compliance'] },
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyWorkflow, { selector: ({ workflowId }) => workflowId, maxLength: 30 }),
      fc.constantFrom<WorkflowPerson>(kim, bea, officer, reader),
      fc.integer({ min: 1, max: 7 }),
      async (some, asker, limit) => {
        const all = some.map(each => workflow({ ...each, approvers: {} }));
        const found: string[] = [];
        for (let next: string | undefined, isLast = false; !isLast; ) {
          const page = await list(asker, { limit, next }, memoryWorkflows(all));
          expect(page.ids.length).toBeLessThanOrEqual(limit);
          found.push(...page.ids);
          next = page.next;
          isLast = next === undefined;
        }
        const theirs = all.filter(each => each.status !== 'approved' && maySee(each, asker));
        expect(found).toEqual(
          theirs
            .map(({ workflowId }) => workflowId)
            .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
        );
      },
    ),
  );
});
