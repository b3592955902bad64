import type { Change } from '../../../core/change/change.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import type { SocketConnection } from '../../../core/connection/socket-connections.ts';
import type { StoredProposal } from '../../../core/proposal/proposal.ts';
import { type CourierPorts, runCourierTasks } from '../../../core/proposal/run-courier-tasks.ts';
import { type HopLine, hopLog } from '../../../core/trace/hop.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { exampleProposal } from './example-proposal.ts';

const start = Date.parse('2026-11-20T20:01:00.000Z');
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const proposal = exampleProposal();
const accepted = exampleProposal({ status: 'accepted', decidedAt: '2026-11-20T20:01:00.000Z' });

const socketOf = (userId: string, connectionId: string): SocketConnection => ({
  ...{ userId, connectionId, role: 'bettor', permissions: [], state: 'connected' },
  ...{ connectedAtMs: start - 60_000, seenAtMs: start, tokenExpiresAtMs: start + 3_600_000 },
});
const everyone = [socketOf('beto', 'b-1'), socketOf('beto', 'b-2'), socketOf('ana', 'a-1')];

/** What the courier works with, where these sockets are open and those are gone; and the hops that it logs. */
function world(open: readonly SocketConnection[], gone: readonly string[] = [], sampling = 0) {
  const lines: HopLine[] = [];
  const ports = {
    startDeadline: async () => undefined,
    meter: silentMeter,
    connections: {
      listOf: async (userId: string) => open.filter(socket => socket.userId === userId),
      close: async () => undefined,
    },
    gateway: { post: async (id: string) => ({ kind: gone.includes(id) ? 'gone' : 'sent' }) },
    now: () => start,
    statistics: { delivered: () => undefined },
    traceSampling: sampling,
    logHop: hopLog(line => lines.push(line)),
  } as unknown as CourierPorts;
  return { ports, lines };
}

/** The write of an item, in a trace with these flags. */
const traced = (flags: string, item: StoredProposal, oldItem?: StoredProposal): Change => ({
  ...{ table: 'Proposals', changeId: 'c-1', key: 'p-1', recordedAtMs: start },
  newItem: { ...item, traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}` },
  ...(oldItem && { oldItem: { ...oldItem } }),
});

const proposed = (change: Change) => ({ kind: 'proposed', proposal, change }) as const;
const decided = (change: Change) =>
  ({ kind: 'decided', proposal: accepted, outcome: 'accepted', change }) as const;

/** The ids of the events that change-fan-out makes of it. */
function idsOf(change: Change): readonly string[] {
  const result = changeToEvents(change, { largeBetAmount: 1, largeTransactionAmount: 1 });
  return result.kind === 'events' ? result.events.map(({ event }) => event.id) : [];
}

test('a hop says how many sockets were posted what a write means, of the event that change-fan-out makes of it', async () => {
  const { ports, lines } = world(everyone, ['b-2']);
  const made = traced('01', proposal);
  const ended = traced('01', accepted, proposal);
  await runCourierTasks([proposed(made), decided(ended)], ports);
  const line = { traceId, channel: 'bets', hop: 'posted', atMs: start };
  expect(lines).toEqual([
    { ...line, eventId: 'c-1.created', sockets: 1 },
    { ...line, eventId: 'c-1.accepted', sockets: 2 },
  ]);
  expect([made, ended].flatMap(idsOf)).toEqual(['c-1.created', 'c-1.accepted']);
});

test('of a trace that is not sampled there is none, unless all of the stack’s are', async () => {
  const change = traced('00', proposal);
  const { ports, lines } = world(everyone);
  await runCourierTasks([proposed(change)], ports);
  expect(lines).toEqual([]);
  const all = world(everyone, [], 1);
  await runCourierTasks([proposed(change)], all.ports);
  expect(all.lines).toMatchObject([{ traceId, eventId: 'c-1.created', sockets: 2 }]);
});

test('with nobody connected there is none, nor of a later write that was not traced', async () => {
  const nobody = world([]);
  const change = traced('01', proposal);
  await runCourierTasks([proposed(change)], nobody.ports);
  expect(nobody.lines).toEqual([]);
  const { ports, lines } = world(everyone);
  const { newItem: before = {} } = change;
  const later = { ...change, oldItem: before, newItem: { ...before, status: 'accepted' } };
  await runCourierTasks([decided(later)], ports);
  expect(idsOf(later)).toEqual(['c-1.accepted']);
  expect(lines).toEqual([]);
});
