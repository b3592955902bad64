import { availableParallelism, loadavg } from 'node:os';
import { type Command, parseFlags, wholeNumber } from '../../tools/command-line.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { openReaders } from '../latency/open-readers.ts';
import { putBet } from '../latency/put-bet.ts';
import { startWatchedHost } from '../latency/start-watched-host.ts';
import { addedDelay, delayRows, operationLines, wrongOf } from './bulk-report.ts';
import { followBulk } from './follow-bulk.ts';
import { killWorkerAt, setFaults } from './kill-worker.ts';
import { type DelayPlan, measureDelay } from './measure-delay.ts';
import { createWorkflows, startOperation } from './run-operation.ts';
import { untilSo } from './until-so.ts';

const usage = `usage: npm run bench -- bulk [--workflows N] [--rate N] [--control N] [--no-kill] [--shared N]

  --workflows N   workflows that one operation approves, 10000 by default
  --rate N        bets a second, written beside it; how late their events are is measured, 5 by default
  --control N     seconds for which only bets are written, before it begins, 60 by default
  --no-kill       does not kill the worker once half is counted
  --shared N      readers that share an environment, 1 by default, as on Lambda
  --help          this text`;

/** Streams live as long as they may. */
const context = { streamLifetimeSeconds: '780' };
/** A third of all batches come twice. */
const redelivery = { share: 0.3 };
/** Written last: whoever has its event has all those before it. */
const lastId = 'bench-last';

/** Measures a bulk operation, and what it makes other channels wait. */
export const bulkCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      workflows: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '5' },
      control: { type: 'string', default: '60' },
      'no-kill': { type: 'boolean', default: false },
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
      process.stderr.write(`${count} workflows\n`);
      const startedMs = performance.now();
      const operation = await startOperation(outputs, ids);
      const countedNow = () => followed.progress.at(-1)?.done ?? 0;
      const [loaded, killedAfter] = await Promise.all([
        measureDelay({ ...beside, isOver: () => followed.summaries.length > 0 }),
        flags['no-kill'] ? undefined : killWorkerAt(count / 2, countedNow, outputs),
      ]);
      await untilSo(() => followed.timesOf('workflow.approved').size === count);
      const endedMs = followed.progress.at(-1)?.parsedMs ?? Number.NaN;
      // What comes twice comes before this.
      await createWorkflows(outputs, [lastId]);
      await untilSo(() => followed.timesOf('workflow.created').has(lastId));
      for (const reader of readers) reader.close();
      followed.close();
      const results = await operation.countResults();
      const outcome = { followed, count, results, durationMs: endedMs - startedMs, killedAfter };
      process.stdout.write(
        `${[
          ...operationLines(outcome),
          '',
          `${perSecond} bets a second; milliseconds from a bet's acknowledgement to its parsed event:`,
          '',
          '| read | beside | bets | p50 | p99 | longest |',
          '|---|---|---|---|---|---|',
          ...['`bets`', 'three channels by Live'].flatMap((read, at) =>
            delayRows(read, control[at], loaded[at]),
          ),
          '',
          ...['`bets`', 'three channels by Live'].flatMap((read, at) =>
            addedDelay(read, control[at], loaded[at]),
          ),
          '',
          `${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}.`,
        ].join('\n')}\n`,
      );
      const wrong = wrongOf(outcome);
      if (wrong.length > 0) throw new Error(`the operation went wrong: ${wrong.join('; ')}`);
    } finally {
      await host.stop();
    }
  },
};
