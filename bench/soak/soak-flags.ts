import { parseFlags, wholeNumber } from '../../tools/command-line.ts';

/** What `bench soak` was asked for. */
export interface SoakFlags {
  readonly help: boolean;
  readonly readers: number;
  /** How long the night is played here. */
  readonly minutes: number;
  /** How many times faster than life it is played. */
  readonly speed: number;
  /** Which night, and who comes and goes when. */
  readonly seed: number;
  /** How long a stream lives: the setting of that name. */
  readonly lifetimeSeconds: number;
  readonly jsonFile?: string;
}

/** A process has 20,000 files open at most on the machines that this ran on. */
const maxReaders = 9_000;
const maxSpeed = 50;
const nightMinutes = 60;

export const soakUsage = `usage: npm run bench -- soak [--readers N] [--minutes N] [--speed N] [--seed N] [--lifetime SECONDS] [--json FILE]

  --readers N          readers who come and go, 100 by default; all figures: 2000
  --minutes N          how long the night is played, 1 by default; all figures: 12
  --speed N            how many times faster than life, 5 by default: an hour's night in 12 minutes
  --seed N             which night, and who comes when, 1 by default
  --lifetime SECONDS   the setting streamLifetimeSeconds, 30 by default; that of the stack: 270
  --json FILE          writes all figures to this file, too
  --help               this text`;

/** Parses the flags; @throws UsageError. */
export function parseSoakFlags(args: readonly string[]): SoakFlags {
  const flags = parseFlags(args, {
    readers: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '1' },
    speed: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    lifetime: { type: 'string', default: '30' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    readers: wholeNumber('--readers', flags.readers, 10, maxReaders),
    minutes: wholeNumber('--minutes', flags.minutes, 1, nightMinutes),
    speed: wholeNumber('--speed', flags.speed, 1, maxSpeed),
    seed: wholeNumber('--seed', flags.seed, 0, 2 ** 31),
    lifetimeSeconds: wholeNumber('--lifetime', flags.lifetime, 5, 780),
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
  };
}
