import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { entryOf } from '../../lib/lambda-name.ts';
import type { Command } from '../../tools/command-line.ts';
import { stopSignal } from '../../tools/start/stop-signal.ts';
import { synthesize } from '../../tools/start/synthesize.ts';
import { bundleContents } from './bundle-contents.ts';
import { coldstartUsage, parseColdstartFlags } from './coldstart-flags.ts';
import { coldstartReport, goals, type Row } from './coldstart-report.ts';
import { measureStarts } from './measure-starts.ts';
import { type Startable, startableFunctions } from './startable-functions.ts';

const emptyHandler: Startable = {
  handlerFile: fileURLToPath(new URL('empty-handler.mjs', import.meta.url)),
  memorySizeMb: 256,
  variables: {},
};

/** Measures how large the functions' bundles are, and how long their environments take to be ready. */
export const coldstartCommand: Command = {
  usage: coldstartUsage,

  async run(args) {
    const flags = parseColdstartFlags(args);
    if (flags.help) {
      process.stdout.write(`${coldstartUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const contents = await bundleContents(flags.functions);
    const assemblyDirectory = await synthesize({
      projectDirectory: process.cwd(),
      context: {},
      verbose: false,
      signal: stopSignal(),
    });
    const functions = startableFunctions(
      assemblyDirectory,
      // A server of its own has no handler that an environment of functions could call.
      flags.functions.filter(name => entryOf(name) === 'handler.ts'),
    );
    const empty = 'an empty handler';
    const all = new Map<string, Startable>([[empty, emptyHandler], ...functions]);
    const starts = await measureStarts(all, flags.rounds, round =>
      process.stderr.write(`round ${round} of ${flags.rounds}\n`),
    );
    const startsOf = (name: string) => starts.get(name) ?? { compiled: [], anew: [] };
    const rows = [...contents].map(
      ([name, what]): Row => ({ name, contents: what, starts: startsOf(name) }),
    );
    const machine = { cores: availableParallelism(), loadBefore, node: process.version };
    if (flags.jsonFile !== undefined) {
      const report = { startedAt, machine, goals, empty: startsOf(empty), functions: rows };
      await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    }
    process.stdout.write(coldstartReport(rows, startsOf(empty)));
    if (flags.markdown) return;
    process.stdout.write(
      `\n${startedAt}, ${flags.rounds} rounds, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
    );
  },
};
