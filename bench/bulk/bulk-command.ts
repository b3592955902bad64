import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, parseFlags, wholeNumber } from '../../tools/command-line.ts';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { openReaders } from '../latency/open-readers.ts';
import { putBet } from '../latency/put-bet.ts';
import { startWatchedHost } from '../latency/start-watched-host.ts';
import { type FollowedBulk, followBulk } from './follow-bulk.ts';
import { type Delay, type DelayPlan, measureDelay } from './measure-delay.ts';
import { createWorkflows, startOperation } from './run-operation.ts';

const usage = `usage: npm run bench -- bulk [--workflows N] [--rate N] [--control N] [--kill-after N] [--shared N]

  --workflows N   workflows that one operation approves, 10000 by default
  --rate N        bets a second, written beside it; how late their events are is measured, 5 by default
  --control N     seconds for which only bets are written, before it begins, 60 by default
  --kill-after N  seconds after which the worker is killed, 25 by default; 0: it is not
  --shared N      readers that share an environment, 1 by default, as on Lambda
  --help          this text`;

/** Streams live as long as they may. */
const context = { streamLifetimeSeconds: '780' };
/** A third of all batches come twice. */
const redelivery = { share: 0.3 };
const waitMs = 300_000;

/** Measures a bulk operation, and what it makes other channels wait. */
export const bulkCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      workflows: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '5' },
      control: { type: 'string', default: '60' },
      'kill-after': { type: 'string', default: '25' },
      shared: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    const count = wholeNumber('--workflows', flags.workflows, 1, 10_000);
    const perSecond = wholeNumber('--rate', flags.rate, 1, 100);
    const controlSeconds = wholeNumber('--control', flags.control, 1, 600);
    const killAfterMs = wholeNumber('--kill-after', flags['kill-after'], 0, 600) * 1_000;
    const shared = wholeNumber('--shared', flags.shared, 1, 10);
    const loadBefore = loadavg()[0] ?? 0;
    const host = await startWatchedHost(context, shared);
    try {
      const { outputs } = host;
      await setFaults(outputs, { redelivery });
      const sign = await createTokenSigner(outputs);
      const [endpoint, bets] = ['DynamoDbEndpoint', 'BetsTableName'].map(name =>
        requireOutput(outputs, name),
      ) as [string, string];
      const readers = [
        await openReaders('bets', 1, outputs, sign),
        await openReaders('live', 1, outputs, sign),
      ];
      const beside: Omit<DelayPlan, 'isOver'> = {
        ...{ readers, perSecond, write: betId => putBet(endpoint, bets, betId) },
      };
      const token = await sign({ sub: 'watcher', role: 'operator', ttlSeconds: 3_600 });
      const followed = await followBulk(requireOutput(outputs, 'WorkflowsChannelUrl'), token);
      const ids = Array.from({ length: count }, (_, at) => `bench-${at}`);
      await createWorkflows(outputs, ids);
      await untilSo(() => followed.timesOf('workflow.created').size === count);

      process.stderr.write(`${controlSeconds} s of bets alone\n`);
      const controlEndsMs = performance.now() + controlSeconds * 1_000;
      const control = await measureDelay({
        ...beside,
        isOver: () => performance.now() >= controlEndsMs,
      });
      if (killAfterMs > 0) {
        const kill = { kind: 'kill', at: 'start', afterMs: killAfterMs, times: 1 };
        await setFaults(outputs, { functions: { WorkflowBulkWorker: kill } });
      }
      process.stderr.write(`${count} workflows\n`);
      const startedMs = performance.now();
      const operation = await startOperation(outputs, ids);
      const loaded = await measureDelay({
        ...beside,
        isOver: () => followed.summaries.length > 0,
      });
      await untilSo(() => followed.timesOf('workflow.approved').size === count);
      const endedMs = followed.progress.at(-1)?.parsedMs ?? Number.NaN;
      for (const reader of readers) reader.close();
      followed.close();
      process.stdout.write(
        `${[
          ...operationLines(followed, count, await operation.countResults(), endedMs - startedMs),
          '',
          `${perSecond} bets a second; milliseconds from a bet's acknowledgement to its parsed event:`,
          '',
          '| read | beside | bets | p50 | p99 | longest |',
          '|---|---|---|---|---|---|',
          ...['`bets`', 'three channels by Live'].flatMap((read, at) =>
            delayRows(read, control[at], loaded[at]),
          ),
          '',
          `${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}.`,
        ].join('\n')}\n`,
      );
    } finally {
      await host.stop();
    }
  },
};

async function setFaults(outputs: Outputs, patch: unknown): Promise<void> {
  const url = `${requireOutput(outputs, 'AwsEndpointUrl')}/_host/faults`;
  const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(patch) });
  if (status !== 200) throw new Error(`the faults were refused with ${status}`);
}

/** Looks again and again: it is a measurement of the system, not of how fast this is. */
async function untilSo(isSo: () => boolean): Promise<void> {
  for (const untilMs = performance.now() + waitMs; !isSo(); await sleep(50)) {
    if (performance.now() > untilMs)
      throw new Error(`what was expected was not so in ${waitMs} ms`);
  }
}

function operationLines(
  { timesOf, progress, summaries }: FollowedBulk,
  count: number,
  results: number,
  durationMs: number,
): readonly string[] {
  const approved = timesOf('workflow.approved');
  const twice = [...approved.values()].filter(times => times > 1).length;
  const pauses = progress.map(({ done, parsedMs }, at) => ({
    pauseMs: parsedMs - (progress[at - 1]?.parsedMs ?? parsedMs),
    after: progress[at - 1]?.done ?? done,
  }));
  const longest = pauses.toSorted((one, other) => other.pauseMs - one.pauseMs)[0];
  return [
    `${count} workflows in ${(durationMs / 1_000).toFixed(1)} s: ${approved.size} approved, ${twice} of them twice, ${results} results, ${summaries.length} summary: ${JSON.stringify(summaries[0])}`,
    `${progress.length} events of progress; the longest pause, ${((longest?.pauseMs ?? 0) / 1_000).toFixed(1)} s, after ${longest?.after} were counted.`,
  ];
}

function delayRows(read: string, control?: Delay, loaded?: Delay): readonly string[] {
  if (control === undefined || loaded === undefined) return [];
  const row = (beside: string, { count, p50, p99, max }: Delay) =>
    `| ${read} | ${beside} | ${count} | ${[p50, p99, max].map(ms => ms.toFixed(0)).join(' | ')} |`;
  const ratio = (name: 'p50' | 'p99' | 'max') => (loaded[name] / control[name]).toFixed(2);
  return [
    row('nothing', control),
    row('the operation', loaded),
    `| ${read} | ratio | | ${ratio('p50')} | ${ratio('p99')} | ${ratio('max')} |`,
  ];
}
