import { parseFlags, UsageError, wholeNumber } from '../../tools/command-line.ts';

/** What `bench sockets` was asked for. */
export interface SocketsFlags {
  readonly help: boolean;
  readonly sockets: number;
  /** Messages to sockets, a second. */
  readonly rate: number;
  readonly rounds: number;
  /** How long each round lasts. */
  readonly seconds: number;
  readonly jsonFile?: string;
}

/** A process has 20,000 files open at most on the machines that this ran on. */
const maxSockets = 19_000;
const maxRate = 10_000;

/** An event is addressed to so many users: the most that one may name. */
export const addresseesOfEvent = 100;

export const socketsUsage = `usage: npm run bench -- sockets [--sockets N] [--rate N] [--rounds N] [--seconds N] [--json FILE]

  --sockets N   users with an open socket, ${addresseesOfEvent} at least, 200 by default; all figures: 10000
  --rate N      messages to them a second, a multiple of ${addresseesOfEvent}, 200 by default; all figures: 1000
  --rounds N    rounds that are measured, 5 by default
  --seconds N   of each round, 5 by default
  --json FILE   writes all figures to this file, too
  --help        this text`;

/** Parses the flags; @throws UsageError. */
export function parseSocketsFlags(args: readonly string[]): SocketsFlags {
  const flags = parseFlags(args, {
    sockets: { type: 'string', default: '200' },
    rate: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const rate = wholeNumber('--rate', flags.rate, addresseesOfEvent, maxRate);
  if (rate % addresseesOfEvent !== 0) {
    throw new UsageError(
      `--rate: received "${flags.rate}", expected a multiple of ${addresseesOfEvent}`,
    );
  }
  return {
    help: flags.help,
    sockets: wholeNumber('--sockets', flags.sockets, addresseesOfEvent, maxSockets),
    rate,
    rounds: wholeNumber('--rounds', flags.rounds, 1, 50),
    seconds: wholeNumber('--seconds', flags.seconds, 1, 600),
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
  };
}
