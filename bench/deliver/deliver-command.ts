import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { Command } from '../../tools/command-line.ts';
import { deliverUsage, parseDeliverFlags } from './deliver-flags.ts';
import {
  type DeliverCell,
  deliverGoals,
  deliverReport,
  figuresOf,
  missedGoals,
} from './deliver-report.ts';
import { measureCell } from './measure-cell.ts';

/** Measures what a delivery and a reader cost the server's process, beside other servers. */
export const deliverCommand: Command = {
  usage: deliverUsage,

  async run(args) {
    const flags = parseDeliverFlags(args);
    if (flags.help) {
      process.stdout.write(`${deliverUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const cells: DeliverCell[] = [];
    for (const readers of flags.readers) {
      for (const events of flags.events) {
        process.stderr.write(`readers: ${readers}, events at once: ${events}\n`);
        cells.push({ readers, events, peers: await measureCell({ readers, events }, flags) });
      }
    }
    const machine = { cores: availableParallelism(), loadBefore, node: process.version };
    if (flags.jsonFile !== undefined) {
      const measured = cells.map(cell => ({ ...cell, figures: figuresOf(cell) }));
      const report = { startedAt, machine, goals: deliverGoals, cells: measured };
      await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    }
    process.stdout.write(deliverReport(cells));
    if (flags.markdown) return;
    const missed = missedGoals(cells);
    process.stdout.write(
      missed.length === 0
        ? '\nOurs keeps all goals.\n'
        : `\nOurs misses goals:\n${missed.map(line => `- ${line}\n`).join('')}`,
    );
    process.stdout.write(
      `\n${startedAt}, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
    );
  },
};
