import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredProposal } from '../../core/proposal/proposal.ts';
import { createAddressSlots } from '../../lambdas/adapters/address-slots.ts';
import { createProposalLists } from '../../lambdas/adapters/proposal-lists.ts';
import { createProposalsTable } from '../../lambdas/adapters/proposals-table.ts';
import { createRevocations } from '../../lambdas/adapters/revocations-table.ts';
import { createSocketConnections } from '../../lambdas/adapters/socket-connections.ts';
import { createSocketPlaces } from '../../lambdas/adapters/socket-places.ts';
import type { TestEngine } from './engine.ts';

/** The tables that proposals live in, on a real engine, with the adapters over them. */
export async function createProposalTables(engine: TestEngine) {
  const { client } = engine;
  await engine.createTable({ name: 'Fights', partitionKey: { name: 'fightId' } });
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
  const putUser = async (userId: string, status?: string) => {
    const Item = { userId, ...(status && { status }) };
    await client.send(new PutCommand({ TableName: 'Users', Item }));
  };
  for (const userId of ['ana', 'beto', 'carla', 'dora']) await putUser(userId, 'active');
  await engine.createTable({
    name: 'Connections',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'leaseId' },
  });
  await engine.createTable({
    name: 'Revocations',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'tokenId' },
  });
  await engine.createTable({
    name: 'Limits',
    partitionKey: { name: 'subject' },
    sortKey: { name: 'slot' },
  });
  await engine.createTable({
    name: 'Proposals',
    partitionKey: { name: 'proposalId' },
    indexes: [
      { name: 'byMaker', partitionKey: { name: 'fromUserId' }, sortKey: { name: 'createdAt' } },
      { name: 'byRecipient', partitionKey: { name: 'toUserId' }, sortKey: { name: 'createdAt' } },
      {
        name: 'byStatus',
        partitionKey: { name: 'status' },
        sortKey: { name: 'expiresAt' },
        keysOnly: true,
      },
    ],
  });
  return {
    store: createProposalsTable(client, {
      proposalsTableName: 'Proposals',
      fightsTableName: 'Fights',
      usersTableName: 'Users',
      checksUsers: true,
    }),
    lists: createProposalLists(client, 'Proposals'),
    connections: createSocketConnections(client, 'Connections'),
    readSocket: async (userId: string, connectionId: string) => {
      const Key = { userId, leaseId: `ws#${connectionId}` };
      const get = new GetCommand({ TableName: 'Connections', Key, ConsistentRead: true });
      return (await client.send(get)).Item;
    },
    addresses: createAddressSlots({
      ...{ client, tableName: 'Limits', cap: 500 },
      now: () => Date.parse('2026-11-20T20:00:00.000Z'),
    }),
    places: createSocketPlaces(client, 'Limits'),
    revocations: createRevocations(client, {
      revocationsTableName: 'Revocations',
      usersTableName: 'Users',
    }),
    putUser,
    putFight: async (fightId: string, status: string) => {
      await client.send(new PutCommand({ TableName: 'Fights', Item: { fightId, status } }));
    },
    putProposal: async (proposal: StoredProposal) => {
      await client.send(new PutCommand({ TableName: 'Proposals', Item: proposal }));
    },
    readProposal: async (proposalId: string) =>
      (
        await client.send(
          new GetCommand({ TableName: 'Proposals', Key: { proposalId }, ConsistentRead: true }),
        )
      ).Item,
  };
}

export type ProposalTestTables = Awaited<ReturnType<typeof createProposalTables>>;
