import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBettor } from './cost-counts/bettor.ts';
import { type CostHost, startCostHost } from './cost-counts/cost-host.ts';
import type { MeasuredUsage } from './cost-counts/measured-usage.ts';
import { openStream } from './cost-counts/open-stream.ts';

/** What test/tools/cost/measured-counts.test.ts holds the model against. */
const file = 'bench/measured/cost-counts.json';

const tailPollMs = 250;
const followedSeconds = 60;
/** What follows an action by itself, such as a batch of a stream, has been counted by then. */
const settledMs = 6_000;

const long = { tailPollMs: String(tailPollMs), streamLifetimeSeconds: '780' };
const short = { ...long, streamLifetimeSeconds: '5' };
const web = { sseHost: 'web-function' };
const webStreams = 8;

interface Suite {
  readonly settings: Readonly<Record<string, string>>;
  readonly usages: readonly ((host: CostHost) => Promise<MeasuredUsage>)[];
}

/**
 * A host each. A function does not learn that its client went away, so streams that are to stay open
 * have hosts of their own.
 */
const suites: Readonly<Record<string, Suite>> = {
  bets: { settings: long, usages: [warmUp, ...following('Bets', 4)] },
  live: { settings: long, usages: [warmUp, ...following('Live', 4)] },
  short: {
    settings: short,
    usages: [warmUp, reconnects('Bets'), reconnects('Live'), sockets, proposals],
  },
  // As many streams as the first environment of a Web Function gets here: all share it.
  web: { settings: { ...long, ...web }, usages: [warmUp, ...following('Live', webStreams, 'Web')] },
  'web-short': { settings: { ...short, ...web }, usages: [warmUp, webReconnects] },
};

/**
 * Runs the usages on local hosts of its own, and writes what their functions consumed of the tables. Of
 * suites that are named only those are measured, and replace what stands of them.
 */
export async function run(names: readonly string[]): Promise<void> {
  const unknown = names.find(name => !Object.hasOwn(suites, name));
  if (unknown !== undefined) {
    throw new Error(`received ${unknown}, expected names of ${Object.keys(suites).join(', ')}`);
  }
  const usages: MeasuredUsage[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const directory = await mkdtemp(join(tmpdir(), 'cost-counts-'));
    const host = await startCostHost(directory, suite.settings);
    try {
      for (const usage of suite.usages) {
        const measured = await usage(host);
        console.log(JSON.stringify(measured));
        if (measured.name !== 'warm-up') usages.push(measured);
      }
    } finally {
      await host.stop();
      await rm(directory, { recursive: true, force: true });
    }
  }
  const date = new Date().toISOString().slice(0, 10);
  const replaced = new Set(usages.map(({ name }) => name));
  const kept = (names.length > 0 ? await before() : []).filter(({ name }) => !replaced.has(name));
  const measured = { date, cpu: cpus()[0]?.model ?? '', tailPollMs, usages: [...kept, ...usages] };
  await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
  console.log(`written to ${file}`);
}

async function before(): Promise<readonly MeasuredUsage[]> {
  const { usages } = JSON.parse(await readFile(file, 'utf8')) as { usages: MeasuredUsage[] };
  return usages;
}

/** The first event of a log makes its epoch, and the first of an environment reads what later ones know. */
async function warmUp(host: CostHost): Promise<MeasuredUsage> {
  return await host.counted('warm-up', async () => {
    for (let at = 0; at < 3; at += 1) await putBet(host, `warm-${at}`);
    await sleep(settledMs);
    return {};
  });
}

async function openMany(host: CostHost, channel: string, streams: number) {
  const token = await host.token('ana', 'admin');
  const url = host.output(channel === 'Live' ? 'LiveUrl' : `${channel}ChannelUrl`);
  return await Promise.all(Array.from({ length: streams }, () => openStream(url, token)));
}

/** An event for the logs `bets` and `global`. */
async function putBet(host: CostHost, betId: string): Promise<void> {
  const bet = { betId, fightId: 'f1', userId: 'beto', side: 'red', amount: 5_000, currency: 'MXN' };
  await host.put('Bets', { ...bet, status: 'pending' });
}

/** Streams that stay open: without events, and with two a second. */
function following(channel: string, streams: number, called = channel) {
  const quiet = async (host: CostHost): Promise<MeasuredUsage> => {
    await openMany(host, channel, streams);
    await sleep(settledMs);
    return await host.counted(`quiet ${called}`, async () => {
      const readMs = await everySecond(() => host.readMs());
      return { streams, readMs };
    });
  };
  const busy = async (host: CostHost): Promise<MeasuredUsage> => {
    return await host.counted(`busy ${called}`, async () => {
      let events = 0;
      const readMs = await everySecond(async second => {
        await putBet(host, `${channel}-${second}-1`);
        await sleep(500);
        await putBet(host, `${channel}-${second}-2`);
        events += 2;
        return await host.readMs();
      });
      return { streams, events, readMs };
    });
  };
  return [quiet, busy];
}

/** Once a second for a minute; the median of what came of it. */
async function everySecond(doing: (second: number) => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const found: number[] = [];
  for (let second = 0; second < followedSeconds; second += 1) {
    found.push(await doing(second));
    await sleep(Math.max(0, startedAt + (second + 1) * 1_000 - performance.now()));
  }
  found.sort((one, other) => one - other);
  return Math.round(found[Math.floor(found.length / 2)] ?? 0);
}

/** Streams that open, live five seconds, and end by themselves. */
function reconnects(channel: string) {
  const streams = 20;
  return async (host: CostHost): Promise<MeasuredUsage> =>
    await host.counted(`reconnects ${channel}`, async () => {
      const opened = await openMany(host, channel, streams);
      await Promise.all(opened.map(({ ended }) => ended));
      await sleep(settledMs);
      return { streams };
    });
}

/** The same three times, in one environment that they share and that has no pause between them. */
async function webReconnects(host: CostHost): Promise<MeasuredUsage> {
  const rounds = 3;
  return await host.counted('reconnects Web', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const opened = await openMany(host, 'Live', webStreams);
      await Promise.all(opened.map(({ ended }) => ended));
    }
    await sleep(settledMs);
    return { streams: rounds * webStreams };
  });
}

/** Sockets that connect, are greeted, and leave. */
async function sockets(host: CostHost): Promise<MeasuredUsage> {
  const count = 20;
  return await host.counted('sockets', async () => {
    for (let at = 0; at < count; at += 1) {
      const bettor = await connectBettor(host, `bettor-${at}`);
      await bettor.close();
    }
    await sleep(settledMs);
    return { sockets: count };
  });
}

/** Proposals that are made and accepted, between two sockets that are open. */
async function proposals(host: CostHost): Promise<MeasuredUsage> {
  const count = 20;
  await host.put('Fights', { fightId: 'final', title: 'Final', status: 'betting' });
  const maker = await connectBettor(host, 'maker');
  const other = await connectBettor(host, 'other');
  await sleep(settledMs);
  const measured = await host.counted('proposals', async () => {
    for (let at = 0; at < count; at += 1) {
      const wish = { toUserId: 'other', fightId: 'final', amount: 500 };
      const { event, data } = await maker.ask('create_pago_proposal', wish);
      if (event === 'error') throw new Error(`no proposal: ${JSON.stringify(data)}`);
      const { proposalId } = 'proposal' in data ? (data.proposal as { proposalId: string }) : data;
      await other.ask('respond_to_proposal', { proposalId, response: 'accept' });
    }
    await sleep(settledMs);
    return { proposals: count };
  });
  await Promise.all([maker.close(), other.close()]);
  return measured;
}

if (import.meta.main) await run(process.argv.slice(2));
