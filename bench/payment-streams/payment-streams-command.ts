import { availableParallelism, loadavg } from 'node:os';
import { type Command, parseFlags, UsageError, wholeNumber } from '../../tools/command-line.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { startWatchedHost } from '../latency/start-watched-host.ts';
import { planLoad } from './load-plan.ts';
import { type LoadFigures, measureLoad } from './measure-load.ts';
import { type ReaderKind, readerKinds } from './reader-kinds.ts';

const usage = `usage: npm run bench -- payment-streams [--streams N] [--readers N] [--rate N] [--seconds N] [--kinds LIST] [--shared N]

  --streams N    payment streams, 1000 by default; one in five is of nobody who reads
  --readers N    readers of the channel, 50 by default
  --rate N       changes a second, 20 by default
  --seconds N    how long changes are written, 60 by default
  --kinds LIST   own: bettors who get theirs; streams: bettors who name some of theirs, and some of
                 others; users: staff who name users; all: staff without a filter. All by default
  --shared N     readers that share an environment, 10 by default; with 1, as on Lambda, each is a thread
                 of its own, for which a machine of two cores has too little room
  --help         this text`;

/** Streams live as long as they may, and fifty of people who are not staff are not too many. */
const context = { streamLifetimeSeconds: '780', publicStreams: '300' };

/** Measures what readers of the channel payment-streams get of a load, and how late. */
export const paymentStreamsCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      streams: { type: 'string', default: '1000' },
      readers: { type: 'string', default: '50' },
      rate: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      kinds: { type: 'string', default: readerKinds.join(',') },
      shared: { type: 'string', default: '10' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    const sizes = {
      streams: wholeNumber('--streams', flags.streams, 10, 100_000),
      readers: wholeNumber('--readers', flags.readers, 1, 300),
    };
    const load = {
      changesPerSecond: wholeNumber('--rate', flags.rate, 1, 1_000),
      seconds: wholeNumber('--seconds', flags.seconds, 1, 600),
    };
    const shared = wholeNumber('--shared', flags.shared, 1, 300);
    const loadBefore = loadavg()[0] ?? 0;
    const rows: string[] = [];
    for (const kind of flags.kinds.split(',').map(kindOf)) {
      process.stderr.write(`${kind}: ${flags.readers} readers, ${flags.seconds} s\n`);
      // A host for each: the environments of readers that left read on to the end of their streams.
      const host = await startWatchedHost(context, shared);
      try {
        const sign = await createTokenSigner(host.outputs);
        const target = { outputs: host.outputs, sign };
        const figures = await measureLoad(target, planLoad('bench', sizes), kind, load);
        rows.push(rowOf(kind, figures));
      } finally {
        await host.stop();
      }
    }
    process.stdout.write(
      `${flags.streams} payment streams, ${flags.rate} changes a second for ${flags.seconds} s, ${flags.readers} readers, ${shared} to an environment; milliseconds from the write's acknowledgement to the parsed event:\n\n| readers | expected | delivered | lost | foreign | twice | p50 | p99 |\n|---|---|---|---|---|---|---|---|\n${rows.join('\n')}\n\n${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}.\n`,
    );
  },
};

function kindOf(name: string): ReaderKind {
  const kind = readerKinds.find(known => known === name);
  if (kind !== undefined) return kind;
  throw new UsageError(`--kinds: received "${name}", expected some of ${readerKinds.join(',')}`);
}

function rowOf(
  kind: ReaderKind,
  { expected, delivered, lost, foreign, twice, latency }: LoadFigures,
): string {
  const cells = [kind, expected, delivered, lost, foreign, twice];
  const times = [latency?.p50, latency?.p99].map(ms => ms?.toFixed(0) ?? 'not known');
  return `| ${[...cells, ...times].join(' | ')} |`;
}
