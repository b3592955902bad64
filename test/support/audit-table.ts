import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import type { TestEngine } from './engine.ts';

/** Makes the table Audit as the stack makes it. */
export async function createAuditTable(engine: TestEngine, name = 'Audit'): Promise<string> {
  const sortKey = { name: 'entryId' };
  await engine.createTable({
    name,
    partitionKey: { name: 'dayShard' },
    sortKey,
    indexes: [
      { name: 'byActor', partitionKey: { name: 'actorShard' }, sortKey },
      { name: 'byAction', partitionKey: { name: 'actionShard' }, sortKey },
    ],
  });
  return name;
}

export const exampleEntry: AuditEntry = {
  atMs: Date.UTC(2026, 10, 21, 10, 15, 30, 250),
  actor: 'kim',
  role: 'admin',
  action: 'disconnect_user',
  subject: 'user#bea',
  outcome: 'done',
  sourceIp: '203.0.113.7',
  correlationId: 'request-1',
  reason: 'fraud',
};

export const refusedEntry: AuditEntry = {
  atMs: exampleEntry.atMs,
  actor: 'bea',
  role: 'bettor',
  action: 'open_stream',
  subject: 'channel#finance',
  outcome: 'refused',
  code: 'ROLE_NOT_ALLOWED',
  sourceIp: '203.0.113.7',
  correlationId: 'request-2',
};
