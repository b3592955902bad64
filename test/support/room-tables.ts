import { LogReader } from '../../core/log/log-reader.ts';
import { createRooms } from '../../lambdas/adapters/workflows/rooms-table.ts';
import { createWorkflowsTable } from '../../lambdas/adapters/workflows/workflows-table.ts';
import type { TestEngine } from './engine.ts';
import { createTestLog } from './event-log.ts';

/** The tables that rooms live in, on a real engine, with the adapters over them. */
export async function createRoomTables(engine: TestEngine, now: () => number) {
  const { client } = engine;
  await engine.createTable({ name: 'Workflows', partitionKey: { name: 'workflowId' } });
  await engine.createTable({
    name: 'Rooms',
    partitionKey: { name: 'room' },
    sortKey: { name: 'connectionId' },
  });
  const segments = await createTestLog(engine, 'EventLog');
  return {
    segments,
    rooms: createRooms(client, 'Rooms', now),
    workflows: createWorkflowsTable(client, 'Workflows'),
    workflowLog: new LogReader({ store: segments, channel: 'workflows', clock: now }),
  };
}
