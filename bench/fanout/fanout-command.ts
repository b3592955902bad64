import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { startEngine } from '../../local/engine/start-engine.ts';
import type { Command } from '../../tools/command-line.ts';
import { hostLog } from '../../tools/start/host-log.ts';
import { fanoutUsage, parseFanoutFlags } from './fanout-flags.ts';
import type { FanoutRound, FanoutTask } from './fanout-message.ts';
import { type FanoutFigures, fanoutReport } from './fanout-report.ts';
import { startFanout } from './start-fanout.ts';

/** Before anything is measured: code is compiled as in an environment that has run for a while. */
const warmUp = { batch: 100, times: 20 };

/** Measures what the fan-out costs of the processor and the heap. */
export const fanoutCommand: Command = {
  usage: fanoutUsage,

  async run(args) {
    const flags = parseFanoutFlags(args);
    if (flags.help) return void process.stdout.write(`${fanoutUsage}\n`);
    const loadBefore = loadavg()[0] ?? 0;
    const engine = await startEngine({ log: hostLog(process.stderr) });
    const cells: FanoutFigures[] = [];
    try {
      const fanout = await startFanout(engine.endpoint, flags.nodeFlags);
      try {
        for (const how of ['fan-out', 'bare'] as const) await fanout.measure({ how, ...warmUp });
        for (const batch of flags.batches) {
          const times = Math.ceil(flags.records / batch);
          const measure = async (how: FanoutTask['how']): Promise<FanoutRound> =>
            await fanout.measure({ how, batch, times });
          const fanOut: FanoutRound[] = [];
          const bare: FanoutRound[] = [];
          for (let round = 0; round < flags.rounds; round += 1) {
            fanOut.push(await measure('fan-out'));
            bare.push(await measure('bare'));
          }
          cells.push({ batch, fanOut, bare });
          process.stderr.write(`batches of ${batch}: done\n`);
        }
      } finally {
        await fanout.stop();
      }
    } finally {
      await engine.stop();
    }
    const machine = `${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}`;
    process.stdout.write(
      `Medians of ${flags.rounds} rounds of ${flags.records} records of Bets, half of them new, half matched:\n\n${fanoutReport(cells)}\n${machine}.\n`,
    );
    if (flags.jsonFile === undefined) return;
    await writeFile(flags.jsonFile, `${JSON.stringify({ machine, flags, cells }, null, 2)}\n`);
  },
};
