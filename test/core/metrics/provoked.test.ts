import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Identity } from '../../../core/auth/identity.ts';
import type { Change } from '../../../core/change/change.ts';
import { publishChanges } from '../../../core/change/publish-changes.ts';
import { LogWriter } from '../../../core/log/log-writer.ts';
import { type MetricName, metrics } from '../../../core/metrics/metrics.ts';
import { settle } from '../../../core/payment-stream/settle.ts';
import { type CourierPorts, runCourierTasks } from '../../../core/proposal/run-courier-tasks.ts';
import { meteredStatistics } from '../../../core/statistics/metered-statistics.ts';
import { answerPoll } from '../../../core/stream/answer-poll.ts';
import { recordRefusal } from '../../../core/telemetry/stream-telemetry.ts';
import { problem } from '../../../core/wire/problem.ts';
import { proposalOutcomes } from '../../../core/wire/socket/proposal.ts';
import { settleWorkflow } from '../../../core/workflow/deadline/settle-workflow.ts';
import { createQuarantine } from '../../../lambdas/adapters/changes/quarantine-table.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { noDrain } from '../../support/no-drain.ts';
import { type Counted, recordingMeter } from '../../support/recording-meter.ts';
import { silentStatistics } from '../../support/silent-statistics.ts';
import { MemoryDeadlines } from '../payment-stream/memory-deadlines.ts';
import { exampleProposal } from '../proposal/example-proposal.ts';
import { betEvent, dayMs, LaneWorld, ok, status } from '../webhook/lane/lane-world.ts';
import { MemoryWorkflowDeadlines } from '../workflow/deadline/memory-workflow-deadlines.ts';
import { streamProcess } from './served-stream.ts';

/** What counting leads to, through the code that does the thing. */
type Provocation = () => Promise<Counted>;

/** A number that depends on how long the test takes. */
const between = (least: number, most: number): number =>
  ({
    asymmetricMatch: (value: unknown) =>
      typeof value === 'number' && value >= least && value < most,
    toString: () => `${least} to ${most}`,
  }) as never;

/** The compiler demands one of each. */
const provocations: Readonly<Record<MetricName, readonly [Provocation, Counted]>> = {
  EventsAppended: [
    publish,
    {
      'EventsAppended channel=fights': 2,
      'EventsAppended channel=notifications': 1,
      'EventsAppended channel=global': 2,
    },
  ],
  AppendConflicts: [race, { 'AppendConflicts channel=bets': 1 }],
  ItemsQuarantined: [publish, { ItemsQuarantined: 1 }],
  EventsDelivered: [
    () => deliver({ readers: 3 }),
    // Each reader counts, and an event of its past is no live one.
    { 'EventsDelivered channel=fights': 3 },
  ],
  DeliveryLatency: [
    () => deliver({ readers: 3, ageMs: 1_000 }),
    // From its write on, which is that long ago, and not from its append.
    { 'DeliveryLatency channel=fights': [between(1_000, 60_000)] },
  ],
  FirstDeliveries: [() => deliver({ readers: 3 }), { FirstDeliveries: 1 }],
  LateFirstDeliveries: [() => deliver({ readers: 3, ageMs: 2_001 }), { LateFirstDeliveries: 1 }],
  Readers: [openReaders, { 'Readers channel=fights': 2 }],
  Gaps: [lose, { 'Gaps channel=fights': 2 }],
  Refusals: [refuse, { 'Refusals category=AUTHENTICATION': 1 }],
  ProposalOutcomes: [
    endProposals,
    {
      'ProposalOutcomes outcome=accepted': 1,
      'ProposalOutcomes outcome=rejected': 1,
      'ProposalOutcomes outcome=cancelled': 1,
      'ProposalOutcomes outcome=timeout': 1,
    },
  ],
  DeadlineLateness: [
    beLate,
    {
      'DeadlineLateness kind=proposal': [1_500],
      'DeadlineLateness kind=payment-stream': [700],
      'DeadlineLateness kind=workflow': [900],
    },
  ],
  WebhookOutcomes: [
    sendWebhooks,
    {
      'WebhookOutcomes outcome=delivered': 2,
      'WebhookOutcomes outcome=retried': 9,
      'WebhookOutcomes outcome=exhausted': 1,
    },
  ],
  WebhooksDisabled: [goneReceiver, { WebhooksDisabled: 1 }],
};

test.each(Object.keys(metrics) as MetricName[])('%s is counted where it happens', async name => {
  const [provoke, counted] = provocations[name];
  const found = Object.entries(await provoke()).filter(([key]) => key.split(' ')[0] === name);
  expect(Object.fromEntries(found)).toEqual(counted);
});

const tableThatTakesAll = {
  send: async () => ({ Attributes: { quarantined: 1, reported: 1 } }),
} as unknown as DynamoDBDocumentClient;

const recordedAtMs = Math.floor(Date.now() / 1_000) * 1_000;

function fightOpens(n: number): Change {
  const newItem = { fightId: `f${n}`, title: `Pelea ${n}`, status: 'betting' };
  const oldItem = { ...newItem, status: 'upcoming' };
  return { table: 'Fights', changeId: `open${n}`, recordedAtMs, key: `f${n}`, newItem, oldItem };
}

/** A batch with a malformed change in it, and the half of it without that once more. */
async function publish(): Promise<Counted> {
  const meter = recordingMeter();
  const store = memorySegments();
  const bad = { ...fightOpens(2), newItem: { fightId: 'f2', status: 'asleep' } };
  for (const batch of [[fightOpens(1), bad], [fightOpens(1)]]) {
    await publishChanges(batch, {
      writer: coldWriter(store),
      // What the table holds already is its own test's.
      quarantine: createQuarantine({
        client: tableThatTakesAll,
        ...{ quarantineTableName: 'Quarantine', outboxTableName: 'Outbox', clock: Date.now },
        onRefused: () => undefined,
        onSetAside: changes => meter.count('ItemsQuarantined', {}, changes),
      }),
      thresholds: { largeBetAmount: 1, largeTransactionAmount: 1 },
      statistics: meteredStatistics(silentStatistics, meter),
    });
  }
  return meter.taken();
}

/** A writer that knows the head, and another that was faster since. */
async function race(): Promise<Counted> {
  const meter = recordingMeter();
  const store = memorySegments();
  const writer = new LogWriter({
    ...{ store, clock: () => recordedAtMs, random: () => 0, sleep: async () => undefined },
    ...{ retentionMs: dayMs, generation: 1 },
    onConflict: channel => meter.count('AppendConflicts', { channel }),
  });
  await writer.append('bets', [encodedEvent('e1')], recordedAtMs);
  await coldWriter(store).append('bets', [encodedEvent('e2')], recordedAtMs);
  await writer.append('bets', [encodedEvent('e3')], recordedAtMs);
  return meter.taken();
}

/** An event of that age, for so many readers of one process. */
async function deliver(of: {
  readonly readers: number;
  readonly ageMs?: number;
}): Promise<Counted> {
  const meter = recordingMeter();
  const store = memorySegments();
  const { open, streams } = streamProcess(store, meter);
  const writer = coldWriter(store);
  await writer.append('fights', [encodedEvent('before')], Date.now());
  const readers = Array.from({ length: of.readers }, () => open());
  await Promise.all(readers.map(reader => reader.until('connected')));
  const timestamp = Date.now() - (of.ageMs ?? 0);
  await writer.append('fights', [encodedEvent('e1', { timestamp })], Date.now());
  await Promise.all(readers.map(reader => reader.until('FIGHT_STATUS_UPDATE')));
  streams.close('shutdown');
  await Promise.all(readers.map(({ served }) => served));
  return meter.taken();
}

/** Three come, and one goes. */
async function openReaders(): Promise<Counted> {
  const meter = recordingMeter();
  const { open, readers, streams } = streamProcess(memorySegments(), meter);
  const [first, ...others] = [open(), open(), open()];
  await Promise.all([first, ...others].map(reader => reader.until('connected')));
  const { connectionId } = JSON.parse((await first.until('connected')).data);
  streams.stop(connectionId, 'disconnected');
  await first.served;
  readers.countIn(meter);
  const counted = meter.taken();
  streams.close('shutdown');
  await Promise.all(others.map(({ served }) => served));
  readers.countIn(meter);
  return { ...meter.taken(), ...counted };
}

/** A stream and a poll by cursors of another life of the log, and two by what is no cursor. */
async function lose(): Promise<Counted> {
  const meter = recordingMeter();
  const store = memorySegments();
  const kept = { channel: 'fights', epoch: 'kept', generation: 1, events: [] } as const;
  const times = { appendedAtMs: Date.now(), expiresAtSec: Date.now() / 1_000 + 3_600 };
  // The second is lost.
  for (const seq of [1, 3]) await store.put({ ...kept, ...times, firstSeq: seq, lastSeq: seq });
  const { open, streams } = streamProcess(store, meter);
  const readers = [open('kept.1'), open('gone.7'), open('kept.9'), open('nonsense')];
  await Promise.all(readers.map(reader => reader.until('gap')));
  streams.close('shutdown');
  await Promise.all(readers.map(({ served }) => served));
  const identity: Identity = {
    ...{ userId: 'ana', role: 'admin', permissions: [] },
    expiresAtMs: Date.now() + dayMs,
  };
  for (const [cursor, reason] of [
    ['kept.1', 'expired'],
    ['gone.7', 'unknown-cursor'],
    ['kept.9', 'unknown-cursor'],
    ['nonsense', 'unknown-cursor'],
  ] as const) {
    const query = { channel: 'fights', cursor, limit: 10, wait: 0 } as const;
    const answer = await answerPoll(query, identity, {
      ...{ segments: store, drains: noDrain, meter, now: Date.now, pause: async () => undefined },
      revocations: { isRevoked: async () => false },
    });
    expect(answer.gap?.reason).toBe(reason);
  }
  return meter.taken();
}

async function refuse(): Promise<Counted> {
  const meter = recordingMeter();
  recordRefusal(
    { problem: problem('TOKEN_REFUSED', 'because') },
    { channel: 'inbox', sourceIp: '203.0.113.7', correlationId: 'r-1', atMs: 1_000 },
    {
      audit: { record: () => undefined, settled: async () => undefined },
      statistics: meteredStatistics(silentStatistics, meter),
    },
  );
  return meter.taken();
}

/** What the courier works with, while nobody is connected. */
function courier(nowMs: number) {
  const meter = recordingMeter();
  const ports = {
    ...{ meter, now: () => nowMs, connections: { listOf: async () => [] } },
  } as unknown as CourierPorts;
  return { meter, ports };
}

async function endProposals(): Promise<Counted> {
  const { meter, ports } = courier(Date.parse('2026-11-20T20:03:01.500Z'));
  const proposal = exampleProposal();
  const decided = proposalOutcomes.map(outcome => ({
    ...{ kind: 'decided' as const, outcome },
    proposal: { ...proposal, proposalId: outcome, status: outcome },
  }));
  await runCourierTasks(decided, ports);
  return meter.taken();
}

/** Deadlines of each kind, carried out after their moment; and what was never due is none. */
async function beLate(): Promise<Counted> {
  const meter = recordingMeter();
  const dueAt = Date.parse('2026-11-29T12:00:00.000Z');
  const ports = { meter, startTimer: async () => undefined, timerWithinMs: 90_000 };
  const streams = new MemoryDeadlines();
  streams.put('s-1', {
    ...{ streamId: 's-1', sender: 'GA', recipient: 'GB', status: 'active', ratePerSecond: '10' },
    ...{ depositedAmount: '6000', withdrawnAmount: '0', startTime: dueAt - 600_000 },
  });
  for (const nowMs of [dueAt - 300_000, dueAt + 700, dueAt + 800]) {
    await settle('s-1', nowMs, { ...ports, deadlines: streams, noticeMs: 0 });
  }
  const workflows = new MemoryWorkflowDeadlines();
  workflows.put('w-1', { workflowId: 'w-1', status: 'pending', dueAt });
  for (const nowMs of [dueAt - 300_000, dueAt + 900, dueAt + 950]) {
    await settleWorkflow('w-1', nowMs, { ...ports, deadlines: workflows });
  }
  return { ...(await endProposals()), ...meter.taken() };
}

/** Two that arrive, and one that never does. */
async function sendWebhooks(): Promise<Counted> {
  const world = new LaneWorld();
  world.append([betEvent('e1'), betEvent('e2'), betEvent('bad')]);
  world.answer = async ({ eventId }) => (eventId === 'bad' ? status(500) : ok);
  for (let run = 0; run < 10; run += 1) {
    const [next] = world.lanes.parked.values();
    if (next) await world.time.pass(next.dueAtMs - world.time.nowMs);
    await world.run();
  }
  expect(world.lanes.parked.size).toBe(0);
  return world.meter.taken();
}

async function goneReceiver(): Promise<Counted> {
  const world = new LaneWorld();
  world.append([betEvent('e1')]);
  world.answer = async () => status(410);
  await world.run();
  expect(world.row.webhook.status).toBe('disabled');
  return world.meter.taken();
}
