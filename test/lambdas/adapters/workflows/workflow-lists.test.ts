import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { runConcurrently } from '../../../../core/run-concurrently.ts';
import { listWorkflows } from '../../../../core/workflow/list-workflows.ts';
import type { WorkflowLists } from '../../../../core/workflow/workflow-lists.ts';
import { createWorkflowLists } from '../../../../lambdas/adapters/workflows/workflow-lists.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { fixedSecret } from '../../../support/fixed-key.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const keys = { sseSecrets: fixedSecret(secret) };
const kim = { userId: 'kim', role: 'operator' };

let engine: TestEngine;
let lists: WorkflowLists;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'Workflows',
    partitionKey: { name: 'workflowId' },
    indexes: [
      {
        name: 'byStatus',
        partitionKey: { name: 'status' },
        sortKey: { name: 'workflowId' },
        keysOnly: true,
      },
    ],
  });
  lists = createWorkflowLists(engine.client, 'Workflows');
});
afterAll(() => engine.stop());

const put = (workflowId: string, changes: Readonly<Record<string, unknown>> = {}) =>
  engine.client.send(
    new PutCommand({ TableName: 'Workflows', Item: { workflowId, status: 'pending', ...changes } }),
  );

async function allOf(query: Omit<Parameters<typeof listWorkflows>[0], 'next'>) {
  const found: string[] = [];
  for (let next: string | undefined, isLast = false; !isLast; isLast = next === undefined) {
    const page = await listWorkflows({ ...query, next }, kim, { workflowLists: lists, keys });
    found.push(...page.items.map(({ workflowId }) => workflowId));
    next = page.next;
  }
  return found;
}

test('ids of a status come in the order of their bytes, and pages give each once [W1]', async () => {
  const ids = ['10', '9', 'a', 'B', '\uFFFD', '🐓', 'é'];
  const ordered = ['10', '9', 'B', 'a', 'é', '\uFFFD', '🐓'];
  await Promise.all(ids.map((id, n) => put(id, { status: n % 2 ? 'draft' : 'pending' })));
  expect(await allOf({ limit: 3 })).toEqual(ordered);
  expect(await allOf({ limit: 100, statuses: ['draft'] })).toEqual(['9', 'B', '🐓']);
  for (const Key of ids.map(workflowId => ({ workflowId }))) {
    await engine.client.send(new DeleteCommand({ TableName: 'Workflows', Key }));
  }
});

test('250 workflows at two steps are listed by step, in pages of any size', async () => {
  const ids = Array.from({ length: 250 }, (_, n) => `many-${String(n).padStart(3, '0')}`);
  // A busy machine opens no 250 connections at once.
  await runConcurrently(ids, 20, async id => {
    await put(id, { currentStep: ids.indexOf(id) % 5 === 0 ? 'legal' : 2 });
  });
  const legal = ids.filter((_, n) => n % 5 === 0);
  expect(await allOf({ limit: 7, step: 'legal' })).toEqual(legal);
  expect(await allOf({ limit: 100, step: '2' })).toHaveLength(200);
});

test('an item that breaks its contract is none, and what is null counts as absent', async () => {
  await put('broken', { status: 'approved', assignees: 'ana' });
  await put('nulled', { status: 'approved', dueAt: null, mine: { note: 'own' } });
  expect(await lists.findAll(['broken', 'nulled', 'none', 'nulled'])).toEqual([
    { workflowId: 'nulled', status: 'approved' },
  ]);
});
