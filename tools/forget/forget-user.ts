import { inTurns } from '../../core/in-turns.ts';
import { type ClosingPorts, closeConnections, leaseIdsOf } from './close-connections.ts';
import { type EndingPorts, endProposal } from './end-proposal.ts';
import {
  auditChange,
  type ChangeOf,
  limitChange,
  outboxChange,
  proposalChange,
  quarantineChange,
  revocationChange,
} from './item-change.ts';
import { dropPseudonym, keepOut } from './keep-out.ts';
import type { Person, StoredItem } from './person.ts';
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
  | 'Audit';

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

/**
 * The order counts: what is open makes rows and entries until it is closed, and what ends a proposal
 * takes from its maker's set in Limits. The audit is the last, for it is told of all that.
 */
const rules: readonly {
  readonly table: Exclude<ForgettingTable, 'Connections'>;
  readonly keys: readonly string[];
  readonly changeOf: ChangeOf;
}[] = [
  { table: 'Proposals', keys: ['proposalId'], changeOf: proposalChange },
  { table: 'Outbox', keys: ['eventId'], changeOf: outboxChange },
  { table: 'Quarantine', keys: ['table', 'changeId'], changeOf: quarantineChange },
  { table: 'Revocations', keys: ['userId', 'tokenId'], changeOf: revocationChange },
  { table: 'Limits', keys: ['subject', 'slot'], changeOf: limitChange },
  { table: 'Audit', keys: ['dayShard', 'entryId'], changeOf: auditChange },
];

/**
 * Removes or masks a person in every table of the system's own. As often as one likes: what was done
 * holds the person no more, so a run that broke off is finished by the next, under the same pseudonym.
 */
export async function forgetUser(userId: string, ports: ForgetPorts): Promise<void> {
  const { client, tableNames, now, onTable } = ports;
  const person = await keepOut(client, tableNames.Revocations, userId, now());
  const removed = await closeConnections(tableNames.Connections, userId, ports);
  onTable({ table: 'Connections', looked: removed, removed, masked: 0, ended: 0 });
  for (const rule of rules) {
    const { table, changeOf, keys } = rule;
    const place = { tableName: tableNames[table], keys };
    const counts = { looked: 0, removed: 0, masked: 0, ended: 0 };
    for await (const items of scanTable(place.tableName, ports)) {
      counts.looked += items.length;
      await inTurns(items, writesAtOnce, async item => {
        if (table === 'Proposals' && (await endProposal(item, userId, ports))) counts.ended += 1;
        const change = await changeOf(item, person);
        if (change === undefined) return;
        await writeChange(client, place, item, change);
        counts[change.kind === 'remove' ? 'removed' : 'masked'] += 1;
      });
    }
    onTable({ table, ...counts });
  }
  await dropPseudonym(client, tableNames.Revocations, userId);
}

/** What {@link forgetUser} would do, without a write. */
export async function countForgetting(
  userId: string,
  ports: Pick<ForgetPorts, 'client' | 'pause' | 'tableNames' | 'onTable'>,
): Promise<void> {
  const { client, tableNames, onTable } = ports;
  const leases = await leaseIdsOf(client, tableNames.Connections, userId);
  const { length: removed } = leases;
  onTable({ table: 'Connections', looked: removed, removed, masked: 0, ended: 0 });
  const person: Person = { userId, pseudonym: 'forgotten' };
  for (const { table, changeOf } of rules) {
    const counts = { looked: 0, removed: 0, masked: 0, ended: 0 };
    for await (const items of scanTable(tableNames[table], ports)) {
      counts.looked += items.length;
      for (const item of items) {
        const change = await changeOf(item, person);
        if (change === undefined) continue;
        if (table === 'Proposals' && isPendingOf(item, userId)) counts.ended += 1;
        counts[change.kind === 'remove' ? 'removed' : 'masked'] += 1;
      }
    }
    onTable({ table, ...counts });
  }
}

function isPendingOf({ status, fromUserId, toUserId }: StoredItem, userId: string): boolean {
  return status?.S === 'pending' && [fromUserId, toUserId].some(side => side?.S === userId);
}
