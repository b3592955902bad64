import type { SocketConnection } from '../../core/connection/socket-connections.ts';
import type { RepairList } from '../../core/proposal/list-repair.ts';
import type { ProposalLists } from '../../core/proposal/proposal-lists.ts';
import {
  pendingProposals,
  proposalReceived,
  proposalResult,
} from '../../core/proposal/proposal-message.ts';
import type { StartDeadline } from '../../core/proposal/start-deadline.ts';
import type { Currencies } from '../../core/wire/currency.ts';
import {
  type DeliveryOutcome,
  type DeliveryPorts,
  parcelOf,
  tellConnection,
  tellUser,
} from '../adapters/connections/socket-delivery.ts';
import { readPendingPage, type ToldPage } from '../adapters/proposals/pending-page.ts';
import type { Errand } from './errand.ts';

/** What the courier works with. */
export interface CourierPorts extends DeliveryPorts {
  readonly startDeadline: StartDeadline;
  readonly lists: ProposalLists;
  /** What a new socket is told of with its list. */
  readonly currencies: Currencies;
  readonly repairList: RepairList;
}

/**
 * Runs a batch's errands: those of one proposal in their order, all others at once; the batch's size
 * bounds how many. Every errand gets its turn; then the first error, which can only be one of our
 * stores or of the deadline's start, is thrown, so that the stream gives the batch again. Message
 * ids make the repetition harmless.
 */
export async function runErrands(errands: readonly Errand[], ports: CourierPorts): Promise<void> {
  const lines = Map.groupBy(errands, subjectOf);
  const runs = Array.from(lines.values(), line => runInOrder(line, ports));
  const failed = (await Promise.allSettled(runs)).find(run => run.status === 'rejected');
  if (failed) throw failed.reason;
}

function subjectOf(errand: Errand): string {
  switch (errand.kind) {
    case 'connected':
      return `connection ${errand.connection.connectionId}`;
    case 'unlisted':
      return `proposal ${errand.repair.proposalId}`;
    default:
      return `proposal ${errand.proposal.proposalId}`;
  }
}

async function runInOrder(line: readonly Errand[], ports: CourierPorts): Promise<void> {
  for (const errand of line) await run(errand, ports);
}

async function run(errand: Errand, ports: CourierPorts): Promise<void> {
  switch (errand.kind) {
    case 'proposed': {
      const { proposal } = errand;
      // First of all: whatever fails after this, the proposal ends in time.
      await ports.startDeadline(proposal);
      const message = proposalReceived(proposal, { now: ports.now() });
      const parcel = parcelOf(message, Date.parse(proposal.createdAt));
      return await tellUser(proposal.toUserId, parcel, ports);
    }
    case 'decided': {
      const { proposal, outcome } = errand;
      const message = proposalResult(proposal, outcome, { now: ports.now() });
      const { decidedAt } = proposal;
      const parcel = parcelOf(message, decidedAt === undefined ? undefined : Date.parse(decidedAt));
      const sides = [proposal.fromUserId, proposal.toUserId];
      await Promise.all(sides.map(userId => tellUser(userId, parcel, ports)));
      return;
    }
    case 'connected':
      return await greet(errand.connection, ports);
    case 'unlisted':
      return await ports.repairList(errand.repair);
  }
}

/**
 * How long after the first greeting the list is read again. The lists come from an index that lags a
 * moment, and a write between reading and greeting may have missed the new connection.
 */
const secondLookMs = 2_000;

async function greet(connection: SocketConnection, ports: CourierPorts): Promise<void> {
  const { userId } = connection;
  const first = await readPendingPage({ userId }, ports.lists, ports.now());
  const sent = await sendList(connection, 1, first, ports);
  // A handshake may outlast the first greeting's tries; one that is gone for good has no row.
  if (sent === 'lost') return;
  await ports.pause(secondLookMs);
  const second = await readPendingPage({ userId }, ports.lists, ports.now());
  // Behind the first page nothing was compared: whoever reads on reads that again, too.
  const isOneOfMany = first.next !== undefined;
  if (sent === 'not yet' || isOneOfMany || JSON.stringify(second) !== JSON.stringify(first)) {
    await sendList(connection, 2, second, ports);
  }
}

async function sendList(
  connection: SocketConnection,
  look: 1 | 2,
  list: ToldPage,
  ports: CourierPorts,
): Promise<DeliveryOutcome> {
  const { connectionId } = connection;
  const id = `${connectionId}.greeting.${look}`;
  const told = { ...list, currencies: ports.currencies, connectionId };
  const greeting = parcelOf(pendingProposals(id, told, { now: ports.now() }));
  return await tellConnection(connection, greeting, ports);
}
