import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { Command } from '../../tools/command-line.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { type LatencyFlags, latencyUsage, parseLatencyFlags } from './latency-flags.ts';
import { type Cell, goalsMs, latencyReport } from './latency-report.ts';
import { measureCell } from './measure-cell.ts';
import { openReaders, type StreamKind } from './open-readers.ts';
import { putBet } from './put-bet.ts';
import { startWatchedHost } from './start-watched-host.ts';

/** Streams live as long as they may: one that ends in the middle of a cell would be measured as well. */
const longestStreams = { streamLifetimeSeconds: '780' };

/** Measures how long a write takes to a client, through a local host of its own at the pace of AWS. */
export const latencyCommand: Command = {
  usage: latencyUsage,

  async run(args) {
    const flags = parseLatencyFlags(args);
    if (flags.help) {
      process.stdout.write(`${latencyUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const cells = await measureAll(flags);
    const machine = { cores: availableParallelism(), loadBefore, node: process.version };
    if (flags.jsonFile !== undefined) {
      const { context, seconds } = flags;
      const report = { startedAt, machine, seconds, context, goalsMs, cells };
      await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    }
    process.stdout.write(latencyReport(cells));
    if (flags.markdown) return;
    process.stdout.write(
      `\n${startedAt}, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
    );
  },
};

async function measureAll(flags: LatencyFlags): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const stream of flags.live ? (['bets', 'live'] as const) : (['bets'] as const)) {
    for (const count of flags.readers) cells.push(...(await measureReaders(stream, count, flags)));
  }
  return cells;
}

/**
 * Every load with the same readers. They have a host of their own: as on Lambda, the environment of a
 * reader that left reads on to the planned end of the stream, and would take part in what comes next.
 */
async function measureReaders(
  stream: StreamKind,
  count: number,
  flags: LatencyFlags,
): Promise<Cell[]> {
  const host = await startWatchedHost({ ...longestStreams, ...flags.context });
  try {
    const { outputs } = host;
    const endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
    const table = requireOutput(outputs, 'BetsTableName');
    const write = (betId: string) => putBet(endpoint, table, betId);
    const readers = await openReaders(stream, count, outputs, await createTokenSigner(outputs));
    const cells: Cell[] = [];
    for (const load of flags.loads) {
      process.stderr.write(`${stream}, readers: ${count}, load: ${load}\n`);
      const figures = await measureCell(load, flags.seconds, { host, readers, write });
      cells.push({ stream, readers: count, load, figures });
    }
    readers.close();
    return cells;
  } finally {
    await host.stop();
  }
}
