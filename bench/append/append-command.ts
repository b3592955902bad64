import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { startEngine } from '../../local/engine/start-engine.ts';
import type { Command } from '../../tools/command-line.ts';
import { hostLog } from '../../tools/start/host-log.ts';
import { appendUsage, parseAppendFlags } from './append-flags.ts';
import { type AppendFigures, appendReport } from './append-report.ts';
import { type AppendRound, measureBarePuts, measureWriters } from './measure-append.ts';

/** Measures how fast writers append to one log, and what they ask of its partition. */
export const appendCommand: Command = {
  usage: appendUsage,

  async run(args) {
    const flags = parseAppendFlags(args);
    if (flags.help) return void process.stdout.write(`${appendUsage}\n`);
    const loadBefore = loadavg()[0] ?? 0;
    const { roundMs, delayMs, limited } = flags;
    const engine = await startEngine({ log: hostLog(process.stderr) });
    const cells: AppendFigures[] = [];
    try {
      const run = { endpoint: engine.endpoint, warmMs: roundMs / 2, roundMs, delayMs, limited };
      for (const batch of flags.batches) {
        for (const writers of flags.writers) {
          const ours: AppendRound[] = [];
          const bare: AppendRound[] = [];
          for (let round = 0; round < flags.rounds; round += 1) {
            ours.push(await measureWriters({ writers, batch }, run));
            bare.push(await measureBarePuts({ writers, batch }, run));
          }
          cells.push({ writers, batch, ours, bare });
          process.stderr.write(`${writers} writers, batches of ${batch}: done\n`);
        }
      }
    } finally {
      await engine.stop();
    }
    const machine = `${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}`;
    process.stdout.write(
      `Medians of ${flags.rounds} rounds of ${roundMs} ms, ${delayMs} ms added to each call, ${limited ? 'no more' : 'as many units as there are, not only those'} of a partition:\n\n${appendReport(cells)}\n${machine}.\n`,
    );
    if (flags.jsonFile === undefined) return;
    await writeFile(flags.jsonFile, `${JSON.stringify({ machine, flags, cells }, null, 2)}\n`);
  },
};
