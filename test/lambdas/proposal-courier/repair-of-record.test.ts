import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { StoredProposal } from '../../../core/proposal/proposal.ts';
import { createRepairList } from '../../../lambdas/adapters/proposals/list-repairs.ts';
import { repairOfRecord } from '../../../lambdas/proposal-courier/repair-of-record.ts';
import { exampleProposal } from '../../core/proposal/example-proposal.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const tableNames = { proposalsTableName: 'Proposals', connectionsTableName: 'Connections' };
const now = Date.parse('2026-11-20T20:02:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());

/** What the stream says of a write that left this item, at two minutes past eight. */
function written(item: object, table = 'Proposals'): DynamoDBRecord {
  return {
    eventName: 'MODIFY',
    eventSourceARN: `arn:aws:dynamodb:us-east-1:111122223333:table/${table}/stream/2026-11-20`,
    dynamodb: {
      ApproximateCreationDateTime: now / 1_000,
      NewImage: marshall(item) as Record<string, AttributeValue>,
    },
  };
}

const refused: string[] = [];
const onRefused = (_error: unknown, proposalId: string) => refused.push(proposalId);

/** Writes as a backend does, which knows nothing of lists. */
async function put(item: object): Promise<void> {
  await engine.client.send(new PutCommand({ TableName: 'Proposals', Item: { ...item } }));
}

async function repair(item: object): Promise<void> {
  const found = repairOfRecord(written(item), tableNames);
  if (found) await createRepairList(engine.client, 'Proposals', onRefused)(found);
}

const pendingUntil = '2026-11-20T20:03:00.000Z';
const decidedAt = '2026-11-20T20:01:00.000Z';

describe('a backend’s write', () => {
  test('of a pending proposal: it is listed for both sides', async () => {
    const proposal = exampleProposal({ proposalId: 'b-1', fromUserId: 'ina', toUserId: 'jo' });
    await put(proposal);
    expect((await tables.listedOf('jo', now)).pending).toEqual([]);
    await repair(proposal);
    expect((await tables.listedOf('jo', now)).pending).toEqual(['b-1']);
    expect((await tables.listedOf('ina', now)).pending).toEqual(['b-1']);
  });

  test('that ends one, with and without the time: it is listed as ended', async () => {
    for (const parts of [{ decidedAt }, {}]) {
      const proposalId = `b-2-${Object.keys(parts).length}`;
      const status = 'accepted';
      const ended = exampleProposal({ proposalId, toUserId: proposalId, status, ...parts });
      await put({ ...ended, pendingUntil });
      expect((await tables.listedOf(proposalId, now)).recent).toEqual([]);
      await repair({ ...ended, pendingUntil });
      expect(await tables.listedOf(proposalId, now)).toMatchObject({
        pending: [],
        recent: [proposalId],
      });
    }
    expect(await tables.readProposal('b-2-1')).toMatchObject({ endedAt: decidedAt });
    expect(await tables.readProposal('b-2-0')).toMatchObject({
      endedAt: '2026-11-20T20:02:00.000Z',
    });
  });

  test('that moves its end: it is listed until then', async () => {
    const expiresAt = '2026-11-20T20:09:00.000Z';
    const moved = { ...exampleProposal({ proposalId: 'b-3', expiresAt }), pendingUntil };
    await put(moved);
    await repair(moved);
    expect(await tables.readProposal('b-3')).toMatchObject({ pendingUntil: expiresAt });
  });
});

test('a repair that comes after the next write, or again, changes nothing', async () => {
  const proposal = exampleProposal({ proposalId: 'late', toUserId: 'kai' });
  const ended: StoredProposal = { ...proposal, status: 'cancelled', decidedAt };
  await tables.putProposal(ended);
  const before = await tables.readProposal('late');
  await repair(proposal);
  expect(await tables.readProposal('late')).toEqual(before);
  await repair(ended);
  expect(await tables.readProposal('late')).toEqual(before);
  const gone = { proposalId: 'gone', status: 'pending', expiresAt: pendingUntil } as const;
  await createRepairList(
    engine.client,
    'Proposals',
    onRefused,
  )({ ...gone, keys: { pendingUntil } });
  expect(await tables.readProposal('gone')).toBeUndefined();
});

test('an item without a byte left cannot be listed, which is logged and stops nobody', async () => {
  const full = { ...exampleProposal({ proposalId: 'full' }), notes: '' };
  const bytes = 400 * 1_024 - Buffer.byteLength(Object.entries(full).flat().join('')) - 40;
  const item = { ...full, notes: 'x'.repeat(bytes) };
  await put(item);
  await repair(item);
  expect(refused).toEqual(['full']);
});

test.each([
  ['our own pending proposal', { ...exampleProposal(), pendingUntil }],
  ['our own outcome', { ...exampleProposal({ status: 'timeout', decidedAt }), endedAt: decidedAt }],
  ['an item that breaks its contract', { proposalId: 'p-1', status: 'pending' }],
])('%s needs no repair', (_title, item) => {
  expect(repairOfRecord(written(item), tableNames)).toBeUndefined();
});

test('a connection and a removal need none', () => {
  const connection = written({ userId: 'ana', leaseId: 'ws#1' }, 'Connections');
  expect(repairOfRecord(connection, tableNames)).toBeUndefined();
  const { dynamodb: _, ...removal } = written({});
  expect(repairOfRecord(removal, tableNames)).toBeUndefined();
});
