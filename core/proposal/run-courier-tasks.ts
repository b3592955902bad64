import type { Change } from '../change/change.ts';
import type { SocketConnection } from '../connection/socket-connections.ts';
import {
  type DeliveryOutcome,
  type DeliveryPorts,
  deliverToConnection,
  deliverToUser,
  type OutgoingMessage,
  outgoingMessage,
} from '../connection/socket-delivery.ts';
import type { Meter } from '../metrics/meter.ts';
import { PostedEvents } from '../trace/posted-events.ts';
import type { Currencies } from '../wire/currency.ts';
import type { Proposal, ProposalOutcome } from '../wire/socket/proposal.ts';
import type { CourierTask } from './courier-task.ts';
import type { RepairList } from './list-repair.ts';
import { type PendingListPage, readPendingPage } from './pending-page.ts';
import type { ProposalLists } from './proposal-lists.ts';
import { pendingProposals, proposalReceived, proposalResult } from './proposal-message.ts';
import { sampledEventOf } from './sampled-event-of.ts';
import type { StartDeadline } from './start-deadline.ts';

/** What the courier works with. */
export interface CourierPorts extends DeliveryPorts {
  readonly startDeadline: StartDeadline;
  readonly lists: ProposalLists;
  /** What a new socket is greeted with, besides its list. */
  readonly currencies: Currencies;
  readonly repairList: RepairList;
  readonly meter: Pick<Meter, 'count' | 'measure'>;
  /** The share of traces whose hops are logged, from 0 to 1: as change-fan-out has it. */
  readonly traceSampling: number;
}

/**
 * Runs a batch's tasks: those of one proposal in their order, all others at once; the batch's size
 * bounds how many. Every task gets its turn; then the first error, which can only be one of our
 * stores or of the deadline's start, is thrown, so that the stream gives the batch again. Message
 * ids make the repetition harmless.
 */
export async function runCourierTasks(
  tasks: readonly CourierTask[],
  ports: CourierPorts,
): Promise<void> {
  const sequences = Map.groupBy(tasks, subjectOf);
  const runs = Array.from(sequences.values(), sequence => runInOrder(sequence, ports));
  const failed = (await Promise.allSettled(runs)).find(run => run.status === 'rejected');
  if (failed) throw failed.reason;
}

function subjectOf(task: CourierTask): string {
  switch (task.kind) {
    case 'connected':
      return `connection ${task.connection.connectionId}`;
    case 'unlisted':
      return `proposal ${task.repair.proposalId}`;
    default:
      return `proposal ${task.proposal.proposalId}`;
  }
}

async function runInOrder(sequence: readonly CourierTask[], ports: CourierPorts): Promise<void> {
  for (const task of sequence) await run(task, ports);
}

async function run(task: CourierTask, ports: CourierPorts): Promise<void> {
  switch (task.kind) {
    case 'proposed': {
      const { proposal } = task;
      // First of all: whatever fails after this, the proposal ends in time.
      await ports.startDeadline(proposal);
      const message = proposalReceived(proposal, { now: ports.now() });
      const outgoing = outgoingMessage(message, Date.parse(proposal.createdAt));
      return await post(task.change, outgoing, [proposal.toUserId], ports);
    }
    case 'decided': {
      const { proposal, outcome } = task;
      const message = proposalResult(proposal, outcome, { now: ports.now() });
      const { decidedAt } = proposal;
      const outgoing = outgoingMessage(
        message,
        decidedAt === undefined ? undefined : Date.parse(decidedAt),
      );
      await post(task.change, outgoing, [proposal.fromUserId, proposal.toUserId], ports);
      return countOutcome(proposal, outcome, ports);
    }
    case 'connected':
      return await greet(task.connection, ports);
    case 'unlisted':
      return await ports.repairList(task.repair);
  }
}

/** Posts to the sockets of these users, and logs that as a hop of the event that the change is fanned out as. */
async function post(
  change: Change | undefined,
  outgoing: OutgoingMessage,
  userIds: readonly string[],
  ports: CourierPorts,
): Promise<void> {
  const event = change && (await sampledEventOf(change, ports.traceSampling));
  const posted = new PostedEvents();
  const onSent = () => posted.add(event ? [event] : [], ports.now());
  await Promise.all(userIds.map(userId => deliverToUser(userId, outgoing, ports, onSent)));
  posted.log(ports.logHop);
}

/** Nobody but the state machine is there when a proposal times out: here it is seen first. */
function countOutcome(
  { expiresAt }: Proposal,
  outcome: ProposalOutcome,
  { meter, now }: Pick<CourierPorts, 'meter' | 'now'>,
): void {
  meter.count('ProposalOutcomes', { outcome });
  if (outcome !== 'timeout') return;
  meter.measure('DeadlineLateness', { kind: 'proposal' }, now() - Date.parse(expiresAt));
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
  list: PendingListPage,
  ports: CourierPorts,
): Promise<DeliveryOutcome> {
  const { connectionId } = connection;
  const id = `${connectionId}.greeting.${look}`;
  const data = { ...list, currencies: ports.currencies, connectionId };
  const greeting = outgoingMessage(pendingProposals(id, data, { now: ports.now() }));
  return await deliverToConnection(connection, greeting, ports);
}
