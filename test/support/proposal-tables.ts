import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { listKeysOf } from '../../core/proposal/list-keys.ts';
import { type PendingPage, pendingProposalsOf } from '../../core/proposal/pending-proposals.ts';
import type { StoredProposal } from '../../core/proposal/proposal.ts';
import type { ListPosition } from '../../core/proposal/proposal-lists.ts';
import { createAddressLeases } from '../../lambdas/adapters/connections/address-leases.ts';
import { createSocketConnections } from '../../lambdas/adapters/connections/socket-connections.ts';
import { createSocketLeases } from '../../lambdas/adapters/connections/socket-leases.ts';
import { createRevocations } from '../../lambdas/adapters/identity/revocations-table.ts';
import { createRequestRates } from '../../lambdas/adapters/limits/request-rates.ts';
import { createProposalLists } from '../../lambdas/adapters/proposals/proposal-lists.ts';
import { createProposalsTable } from '../../lambdas/adapters/proposals/proposals-table.ts';
import type { TestEngine } from './engine.ts';
import { noDrain } from './no-drain.ts';
import { createRoomTables } from './room-tables.ts';

/** The tables that proposals live in, on a real engine, with the adapters over them. */
export async function createProposalTables(engine: TestEngine) {
  const { client } = engine;
  await engine.createTable({ name: 'Fights', partitionKey: { name: 'fightId' } });
  await engine.createTable({ name: 'Users', partitionKey: { name: 'userId' } });
  const putUser = async (userId: string, status?: string) => {
    const Item = { userId, ...(status && { status }) };
    await client.send(new PutCommand({ TableName: 'Users', Item }));
  };
  for (const userId of ['ana', 'beto', 'carla', 'dora', 'eva', 'seth', 'tess'])
    await putUser(userId, 'active');
  await engine.createTable({
    name: 'Connections',
    partitionKey: { name: 'userId' },
    sortKey: { name: 'leaseId' },
    indexes: [
      {
        name: 'byChannel',
        partitionKey: { name: 'channelShard' },
        sortKey: { name: 'since' },
      },
    ],
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
      listIndex('pendingByMaker', 'fromUserId', 'pendingUntil'),
      listIndex('pendingByRecipient', 'toUserId', 'pendingUntil'),
      listIndex('endedByMaker', 'fromUserId', 'endedAt'),
      listIndex('endedByRecipient', 'toUserId', 'endedAt'),
      {
        name: 'byStatus',
        partitionKey: { name: 'status' },
        sortKey: { name: 'expiresAt' },
        keysOnly: true,
      },
    ],
  });
  const lists = createProposalLists(client, 'Proposals');
  return {
    ...(await createRoomTables(engine, () => Date.parse('2026-11-20T20:00:00.000Z'))),
    store: createProposalsTable(client, {
      proposalsTableName: 'Proposals',
      fightsTableName: 'Fights',
      limitsTableName: 'Limits',
      usersTableName: 'Users',
      checkUsers: true,
    }),
    rates: createRequestRates(
      client,
      'Limits',
      () => Date.parse('2026-11-20T20:00:00.000Z'),
      error => {
        throw error;
      },
    ),
    attempts: { take: async () => ({ kind: 'within' as const }), expectation: 'expected a pause' },
    drains: noDrain,
    lists,
    connections: createSocketConnections(client, 'Connections'),
    readSocket: async (userId: string, connectionId: string) => {
      const Key = { userId, leaseId: `ws#${connectionId}` };
      const get = new GetCommand({ TableName: 'Connections', Key, ConsistentRead: true });
      return (await client.send(get)).Item;
    },
    addresses: createAddressLeases({
      ...{ client, tableName: 'Limits', cap: 500 },
      now: () => Date.parse('2026-11-20T20:00:00.000Z'),
    }),
    leases: createSocketLeases(client, 'Limits'),
    revocations: createRevocations(client, {
      revocationsTableName: 'Revocations',
      usersTableName: 'Users',
    }),
    putUser,
    putFight: async (fightId: string, status: string) => {
      await client.send(new PutCommand({ TableName: 'Fights', Item: { fightId, status } }));
    },
    /** Puts it as our own writes do. */
    putProposal: async (proposal: StoredProposal) => {
      const Item = { ...proposal, ...listKeysOf(proposal) };
      await client.send(new PutCommand({ TableName: 'Proposals', Item }));
    },
    /** Who is shown as waiting for an answer, over all pages. */
    listedOf: async (userId: string, now: number): Promise<ListedProposals> => {
      const pages: PendingPage[] = [];
      let after: ListPosition | undefined;
      do {
        const page = await pendingProposalsOf({ userId, after }, lists, now);
        pages.push(page);
        after = page.next;
      } while (after !== undefined);
      const idsOf = (proposals: readonly StoredProposal[]) =>
        proposals.map(({ proposalId }) => proposalId);
      return {
        pages: pages.length,
        pending: pages.flatMap(({ pending }) => idsOf(pending)),
        recent: pages.flatMap(({ recent }) => idsOf(recent)),
      };
    },
    /** The ids in the maker's set. */
    setOf: async (makerId: string): Promise<readonly string[]> => {
      const Key = { subject: `pending#${makerId}`, slot: 'all' };
      const get = new GetCommand({ TableName: 'Limits', Key, ConsistentRead: true });
      return [...((await client.send(get)).Item?.proposals ?? [])];
    },
    readProposal: async (proposalId: string) =>
      (
        await client.send(
          new GetCommand({ TableName: 'Proposals', Key: { proposalId }, ConsistentRead: true }),
        )
      ).Item,
  };
}

interface ListedProposals {
  readonly pages: number;
  readonly pending: readonly string[];
  readonly recent: readonly string[];
}

function listIndex(name: string, user: string, sortKey: string) {
  return { name, partitionKey: { name: user }, sortKey: { name: sortKey } };
}

export type ProposalTestTables = Awaited<ReturnType<typeof createProposalTables>>;
