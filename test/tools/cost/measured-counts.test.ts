import { readFileSync } from 'node:fs';
import type { MeasuredUsage } from '../../../bench/cost-counts/measured-usage.ts';
import { acceptedProposal, socketOpened } from '../../../tools/cost/proposal-units.ts';
import {
  appendSecond,
  liveStreamOpened,
  segmentsOf,
  sharedEnvironmentSecond,
  sharedStreamOpened,
  sharedStreamSecond,
  statisticsSeconds,
  streamOpened,
  streamSecond,
  tailSecond,
} from '../../../tools/cost/unit-costs.ts';

/** Written by `npm run bench:cost`. */
const measured = JSON.parse(readFileSync('bench/measured/cost-counts.json', 'utf8')) as {
  readonly tailPollMs: number;
  readonly usages: readonly MeasuredUsage[];
};

function usage(name: string): MeasuredUsage {
  const found = measured.usages.find(each => each.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

const none = { readUnits: 0, writeUnits: 0 };
const unitsOf = ({ units }: MeasuredUsage, table: string) => units[table] ?? none;

function sumOf(of: MeasuredUsage, kind: keyof typeof none, tables: readonly string[]): number {
  return tables.reduce((total, table) => total + unitsOf(of, table)[kind], 0);
}

function expectWithinTenPercent(model: number, counted: number): void {
  expect(counted).toBeGreaterThan(0);
  expect(Math.abs(model / counted - 1)).toBeLessThan(0.1);
}

/** `Web`: so many Live streams in one environment, where the others have one each. */
describe.each(['Bets', 'Live', 'Web'])('the units of open streams of %s', channel => {
  const quiet = usage(`quiet ${channel}`);
  const busy = usage(`busy ${channel}`);
  const environmentsOf = ({ streams = 0 }: MeasuredUsage) => (channel === 'Web' ? 1 : streams);
  const ofStream = channel === 'Web' ? sharedStreamSecond : streamSecond;
  const ofEnvironment = channel === 'Web' ? sharedEnvironmentSecond : none;

  it.each([quiet, busy])('$name: leases and the drain [R6]', of => {
    const seconds = of.elapsedMs / 1_000;
    const reads = sumOf(of, 'readUnits', ['Connections', 'Limits']);
    const ofStreams = (of.streams ?? 0) * ofStream.readUnits;
    const ofEnvironments = environmentsOf(of) * ofEnvironment.readUnits;
    expectWithinTenPercent((ofStreams + ofEnvironments) * seconds, reads);
  });

  it.each([quiet, busy])('$name: a heartbeat a minute [R6]', of => {
    const minutes = of.elapsedMs / 60_000;
    const heartbeats = (of.streams ?? 0) * ofStream.writeUnits * 60 * minutes;
    const times = unitsOf(of, 'Connections').writeUnits / heartbeats;
    // Each stream that becomes idle in this minute, or is no longer, says so with one more.
    expect(times).toBeGreaterThan(0.99);
    expect(times).toBeLessThan(2.01);
  });

  it.each([quiet, busy])('$name: the log [R6]', of => {
    const seconds = of.elapsedMs / 1_000;
    const segments = segmentsOf((of.events ?? 0) / seconds, 250);
    const tail = tailSecond(measured.tailPollMs, segments, of.readMs);
    // Of bets and global.
    const append = appendSecond(segments);
    const reads = environmentsOf(of) * tail.readUnits + 2 * append.readUnits;
    expectWithinTenPercent(reads * seconds, unitsOf(of, 'EventLog').readUnits);
    if (of === busy) {
      expectWithinTenPercent(2 * append.writeUnits * seconds, unitsOf(of, 'EventLog').writeUnits);
    }
  });

  it('busy: statistics of the fan-out, its two logs, event-courier, and each environment [R6]', () => {
    const seconds = busy.elapsedMs / 1_000;
    const batches = busy.events ?? 0;
    const ofStreams = (environmentsOf(busy) * seconds) / statisticsSeconds;
    expectWithinTenPercent(4 * batches + ofStreams, unitsOf(busy, 'Statistics').writeUnits);
  });
});

test.each([
  ['Bets', streamOpened],
  ['Live', liveStreamOpened],
])(
  'the units of streams of %s that open, live for five seconds and end [R6]',
  (channel, opened) => {
    const of = usage(`reconnects ${channel}`);
    const streams = of.streams ?? 0;
    const writes = sumOf(of, 'writeUnits', ['Connections', 'Limits', 'Statistics']);
    expectWithinTenPercent(opened.writeUnits * streams, writes);
    // Apart from the log, which is two of the reads of a stream that opens, and its lookups.
    const reads = sumOf(of, 'readUnits', ['Users', 'Revocations', 'Connections', 'Limits']);
    const model = opened.readUnits - 2 + 5 * streamSecond.readUnits;
    expectWithinTenPercent(model * streams, reads);
  },
);

test('the units of streams that open, live for five seconds and end in one environment [R6]', () => {
  const of = usage('reconnects Web');
  const streams = of.streams ?? 0;
  const writes = sumOf(of, 'writeUnits', ['Connections', 'Limits', 'Statistics']);
  // The environment counts its requests together.
  expectWithinTenPercent((sharedStreamOpened.writeUnits - 1) * streams, writes);
  const reads = sumOf(of, 'readUnits', ['Users', 'Revocations', 'Connections']);
  // Apart from the log, of which the reader reads the head.
  expectWithinTenPercent((sharedStreamOpened.readUnits - 1) * streams, reads);
});

test('the units of sockets that connect, are greeted and leave [R6]', () => {
  const of = usage('sockets');
  const sockets = of.sockets ?? 0;
  const tables = ['Users', 'Revocations', 'Proposals', 'Limits'];
  expectWithinTenPercent(socketOpened.readUnits * sockets, sumOf(of, 'readUnits', tables));
  // Apart from statistics: the bettors are new, and each is an event of the channel users too.
  const writes = sumOf(of, 'writeUnits', ['Connections', 'Audit', 'Limits']);
  expectWithinTenPercent((socketOpened.writeUnits - 1) * sockets, writes);
});

test('the units of proposals that are made and accepted [R6]', () => {
  const of = usage('proposals');
  const proposals = of.proposals ?? 0;
  const tables = Object.keys(of.units);
  expectWithinTenPercent(acceptedProposal.writeUnits * proposals, sumOf(of, 'writeUnits', tables));
  const reads = sumOf(of, 'readUnits', ['Proposals', 'Connections']);
  expectWithinTenPercent(acceptedProposal.readUnits * proposals, reads);
});
