import { parseFlags, UsageError, wholeNumber } from '../../tools/command-line.ts';
import { type Context, contextSchema } from './host-message.ts';
import type { Load } from './measure-cell.ts';

/** What `bench latency` was asked for. */
export interface LatencyFlags {
  readonly help: boolean;
  /** How long each cell is measured. */
  readonly seconds: number;
  readonly loads: readonly Load[];
  readonly readers: readonly number[];
  /** Whether streams of three channels are measured too. */
  readonly live: boolean;
  readonly markdown: boolean;
  readonly jsonFile?: string;
  readonly context: Context;
}

const maxReaders = 300;
const maxLoad = 1_000;
const maxSeconds = 600;

export const latencyUsage = `usage: npm run bench -- latency [--seconds N] [--loads LIST] [--readers LIST] [--live] [--markdown] [--json FILE] [-c KEY=VALUE …]

  --seconds N      how long each cell is measured, 60 by default
  --loads LIST     quiet (one write in 4 s) or writes a second; quiet,1,10,100 by default
  --readers LIST   streams that are open at once; 1,20,100 by default
  --live           measures streams of three channels too
  --markdown       prints the tables only, as they stand in docs/performance.md
  --json FILE      writes all figures to this file, too
  -c KEY=VALUE     a setting of the stack, e.g. -c tailPollMs=100; may be repeated
  --help           this text`;

/** Parses the flags; @throws UsageError. */
export function parseLatencyFlags(args: readonly string[]): LatencyFlags {
  const flags = parseFlags(args, {
    seconds: { type: 'string', default: '60' },
    loads: { type: 'string', default: 'quiet,1,10,100' },
    readers: { type: 'string', default: '1,20,100' },
    live: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    json: { type: 'string' },
    context: { type: 'string', short: 'c', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    seconds: wholeNumber('--seconds', flags.seconds, 1, maxSeconds),
    loads: flags.loads
      .split(',')
      .map(load => (load === 'quiet' ? load : wholeNumber('--loads', load, 1, maxLoad))),
    readers: flags.readers.split(',').map(count => wholeNumber('--readers', count, 1, maxReaders)),
    live: flags.live,
    markdown: flags.markdown,
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
    context: contextSchema.parse(Object.fromEntries(flags.context.map(setting))),
  };
}

function setting(assignment: string): readonly [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (key === undefined || value === undefined) {
    throw new UsageError(`-c: received "${assignment}", expected KEY=VALUE`);
  }
  return [key, value];
}
