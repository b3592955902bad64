import { runConcurrently } from '../../core/run-concurrently.ts';
import {
  type ClosingPorts,
  endConnections,
  leaseIdsOf,
  removeLeases,
} from './close-connections.ts';
import { type EndingPorts, endProposal } from './end-proposal.ts';
import {
  auditChange,
  type ChangeOf,
  limitChange,
  outboxChange,
  proposalChange,
  quarantineChange,
  revocationChange,
  webhookChange,
} from './item-change.ts';
import { dropPseudonym, keepOut } from './keep-out.ts';
import { type Person, type StoredItem, wordOf } from './person.ts';
import { scanTable } from './scan-table.ts';
import { writeChange } from './write-change.ts';

/** The tables that hold people, by the names of the outputs. */
export type ForgettingTable =
  | 'Connections'
  | 'Proposals'
  | 'Outbox'
  | 'Quarantine'
  | 'Revocations'
  | 'Limits'
  | 'Audit'
  | 'Webhooks';

/** What was done in one table, or would be. */
export interface TableSummary {
  readonly table: ForgettingTable;
  readonly looked: number;
  readonly removed: number;
  readonly masked: number;
  /** Pending proposals that were ended before. */
  readonly ended: number;
}

/** What forgetting works with. */
export interface ForgetPorts extends ClosingPorts, EndingPorts {
  readonly tableNames: Readonly<Record<ForgettingTable, string>>;
  readonly onTable: (summary: TableSummary) => void;
}

/** Items of a page that are written at the same time. */
const writesAtOnce = 10;

interface Rule {
  readonly table: Exclude<ForgettingTable, 'Connections'>;
  readonly keys: readonly string[];
  readonly changeOf: ChangeOf;
}

/** Proposals are the first, while those that are pending can still be ended as their people would. */
const firstRules: readonly Rule[] = [
  { table: 'Proposals', keys: ['proposalId'], changeOf: proposalChange },
  { table: 'Outbox', keys: ['eventId'], changeOf: outboxChange },
  { table: 'Quarantine', keys: ['table', 'changeId'], changeOf: quarantineChange },
  { table: 'Revocations', keys: ['userId', 'tokenId'], changeOf: revocationChange },
];

/** After all connections are gone: what is open has slots and counts, and makes entries. */
const lastRules: readonly Rule[] = [
  { table: 'Limits', keys: ['subject', 'slot'], changeOf: limitChange },
  { table: 'Audit', keys: ['dayShard', 'entryId'], changeOf: auditChange },
  { table: 'Webhooks', keys: ['webhookId'], changeOf: webhookChange },
];

/**
 * Removes or masks a person in every table of the system's own. As often as one likes: what was done
 * holds the person no more, so a run that broke off is finished by the next, under the same pseudonym.
 */
export async function forgetUser(userId: string, ports: ForgetPorts): Promise<void> {
  const { client, tableNames, now, onTable } = ports;
  const person = await keepOut(client, tableNames.Revocations, userId, now());
  const { length: leases } = await leaseIdsOf(client, tableNames.Connections, userId);
  const wereOpen = await endConnections(tableNames.Connections, userId, ports);
  for (const rule of firstRules) await applyRule(rule, person, ports);
  await removeLeases(tableNames.Connections, userId, { ...ports, wereOpen });
  onTable(leasesSummary(leases));
  for (const rule of lastRules) await applyRule(rule, person, ports);
  await dropPseudonym(client, tableNames.Revocations, userId);
}

async function applyRule(rule: Rule, person: Person, ports: ForgetPorts): Promise<void> {
  const { table, changeOf, keys } = rule;
  const place = { tableName: ports.tableNames[table], keys };
  const counts = { looked: 0, removed: 0, masked: 0, ended: 0 };
  for await (const items of scanTable(place.tableName, ports)) {
    counts.looked += items.length;
    await runConcurrently(items, writesAtOnce, async item => {
      if (table === 'Proposals' && (await endProposal(item, person.userId, ports)))
        counts.ended += 1;
      const change = await changeOf(item, person);
      if (change === undefined) return;
      await writeChange(ports.client, place, item, change);
      counts[change.kind === 'remove' ? 'removed' : 'masked'] += 1;
    });
  }
  ports.onTable({ table, ...counts });
}

/** What {@link forgetUser} would do, without a write. */
export async function countForgetting(
  userId: string,
  ports: Pick<ForgetPorts, 'client' | 'pause' | 'tableNames' | 'onTable'>,
): Promise<void> {
  const { client, tableNames, onTable } = ports;
  const person: Person = { userId, pseudonym: 'forgotten', word: wordOf(userId) };
  for (const rule of firstRules) await countRule(rule, person, ports);
  onTable(leasesSummary((await leaseIdsOf(client, tableNames.Connections, userId)).length));
  for (const rule of lastRules) await countRule(rule, person, ports);
}

async function countRule(
  { table, changeOf }: Rule,
  person: Person,
  ports: Pick<ForgetPorts, 'client' | 'pause' | 'tableNames' | 'onTable'>,
): Promise<void> {
  const counts = { looked: 0, removed: 0, masked: 0, ended: 0 };
  for await (const items of scanTable(ports.tableNames[table], ports)) {
    counts.looked += items.length;
    for (const item of items) {
      const change = await changeOf(item, person);
      if (change === undefined) continue;
      if (table === 'Proposals' && isPendingOf(item, person.userId)) counts.ended += 1;
      counts[change.kind === 'remove' ? 'removed' : 'masked'] += 1;
    }
  }
  ports.onTable({ table, ...counts });
}

function leasesSummary(rows: number): TableSummary {
  return { table: 'Connections', looked: rows, removed: rows, masked: 0, ended: 0 };
}

function isPendingOf({ status, fromUserId, toUserId }: StoredItem, userId: string): boolean {
  return status?.S === 'pending' && [fromUserId, toUserId].some(side => side?.S === userId);
}
