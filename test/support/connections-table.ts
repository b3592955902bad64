import type { TestEngine } from './engine.ts';

/** The table Connections with its indexes, as `lib/constructs/own-tables.ts` declares them. */
export async function createConnectionsTable(engine: TestEngine, name: string): Promise<void> {
  await engine.createTable({
    name,
    partitionKey: { name: 'userId' },
    sortKey: { name: 'leaseId' },
    indexes: [
      { name: 'byConnection', partitionKey: { name: 'connectionId' } },
      {
        name: 'byChannel',
        partitionKey: { name: 'channelShard' },
        sortKey: { name: 'since' },
      },
    ],
  });
}
