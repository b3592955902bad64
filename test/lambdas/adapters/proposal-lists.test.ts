import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { exampleProposal } from '../../core/proposal/example-proposal.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());

function ids(found: readonly { readonly proposalId: string }[]) {
  return found.map(({ proposalId }) => proposalId);
}

test('a user’s lists are told apart by side, newest first, from a time on', async () => {
  const made = (proposalId: string, createdAt: string) =>
    tables.putProposal(exampleProposal({ proposalId, createdAt }));
  await made('too-old', '2026-11-20T18:59:59.999Z');
  await made('older', '2026-11-20T19:00:00.000Z');
  await made('newer', '2026-11-20T20:00:00.000Z');
  const since = '2026-11-20T19:00:00.000Z';
  expect(ids(await tables.lists.madeBy('ana', since))).toEqual(['newer', 'older']);
  expect(ids(await tables.lists.receivedBy('beto', since))).toEqual(['newer', 'older']);
  expect(await tables.lists.receivedBy('ana', since)).toEqual([]);
});

test('at most the 200 newest are read', async () => {
  const createdAt = (index: number) => new Date(Date.UTC(2026, 10, 20, 20, 0, index)).toISOString();
  await Promise.all(
    Array.from({ length: 201 }, (_, index) =>
      tables.putProposal(
        exampleProposal({
          proposalId: `many-${index}`,
          fromUserId: 'carla',
          createdAt: createdAt(index),
        }),
      ),
    ),
  );
  const found = ids(await tables.lists.madeBy('carla', '2026-11-20T00:00:00.000Z'));
  expect(found).toHaveLength(200);
  expect(found[0]).toBe('many-200');
  expect(found).not.toContain('many-0');
});

test('an item that breaks the contract is left out, and takes no other with it', async () => {
  await tables.putProposal(exampleProposal({ proposalId: 'good', fromUserId: 'dora' }));
  await engine.client.send(
    new PutItemCommand({
      TableName: 'Proposals',
      Item: {
        proposalId: { S: 'broken' },
        fromUserId: { S: 'dora' },
        createdAt: { S: '2026-11-20T20:00:00.000Z' },
        amount: { N: '90071992547409930000000001' },
      },
    }),
  );
  expect(ids(await tables.lists.madeBy('dora', '2026-11-20T00:00:00.000Z'))).toEqual(['good']);
});
