import { parseFlags, UsageError, wholeNumber } from '../../tools/command-line.ts';
import { type PeerName, peerNames } from './peer.ts';

/** What `bench deliver` was asked for. */
export interface DeliverFlags {
  readonly help: boolean;
  readonly readers: readonly number[];
  /** How many events come at once. */
  readonly events: readonly number[];
  readonly rounds: number;
  readonly peers: readonly PeerName[];
  readonly markdown: boolean;
  readonly jsonFile?: string;
  readonly profileDirectory?: string;
}

/** A process has 20,000 files open at most on the machines that this ran on. */
const maxReaders = 19_000;
const maxEvents = 100;
const maxRounds = 50;

export const deliverUsage = `usage: npm run bench -- deliver [--readers LIST] [--events LIST] [--rounds N] [--peers LIST] [--markdown] [--json FILE] [--profile DIRECTORY]

  --readers LIST        connections to each server, 128 by default; all figures: 128,1000,10000
  --events LIST         events that come at once, 1,16 by default
  --rounds N            measured rounds of each peer, which alternate; 5 by default
  --peers LIST          of ${peerNames.join(', ')}; all by default
  --markdown            prints the table only, as it stands in docs/performance.md
  --json FILE           writes all figures to this file, too
  --profile DIRECTORY   each server writes a CPU profile there
  --help                this text`;

/** Parses the flags; @throws UsageError. */
export function parseDeliverFlags(args: readonly string[]): DeliverFlags {
  const flags = parseFlags(args, {
    readers: { type: 'string', default: '128' },
    events: { type: 'string', default: '1,16' },
    rounds: { type: 'string', default: '5' },
    peers: { type: 'string', default: peerNames.join(',') },
    markdown: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    readers: flags.readers.split(',').map(text => wholeNumber('--readers', text, 2, maxReaders)),
    events: flags.events.split(',').map(text => wholeNumber('--events', text, 1, maxEvents)),
    rounds: wholeNumber('--rounds', flags.rounds, 1, maxRounds),
    peers: flags.peers.split(',').map(peerName),
    markdown: flags.markdown,
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
    ...(flags.profile === undefined ? {} : { profileDirectory: flags.profile }),
  };
}

function peerName(text: string): PeerName {
  const name = peerNames.find(peer => peer === text);
  if (name !== undefined) return name;
  throw new UsageError(`--peers: received "${text}", expected some of ${peerNames.join(', ')}`);
}
