import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SegmentStore } from '../../core/log/segment.ts';
import { playDerbyNight } from '../../examples/derby-night/play-derby-night.ts';
import type { Step } from '../../examples/derby-night/step.ts';
import { createEventLogTable } from '../../lambdas/adapters/log/event-log-table.ts';
import { dynamoDbConfig } from '../../tools/aws-client-config.ts';
import type { Command } from '../../tools/command-line.ts';
import { firstCurrency, type Outputs, requireOutput } from '../../tools/outputs.ts';
import { AskedProcess } from '../deliver/asked-process.ts';
import { atRest, expectedEvents, writtenBets } from './expected-events.ts';
import { type LeftBehind, leftBehind } from './left-behind.ts';
import { memoryVerdict } from './memory-samples.ts';
import { parseSoakFlags, type SoakFlags, soakUsage } from './soak-flags.ts';
import type {
  FromReaders,
  FromSoakHost,
  ReadersStart,
  ToReaders,
  ToSoakHost,
} from './soak-message.ts';
import { isKept, type SoakFigures, soakReport } from './soak-report.ts';
import { watchNight } from './watched-night.ts';

/** New readers a second, while they come for the first time. */
const comingPerSecond = 20;
/** By then they have come, whatever their number. */
const rampShare = 0.2;
/** How long all readers may take until they have all, and their leases until they are gone. */
const reachMs = 180_000;
const releaseMs = 30_000;
const lookEveryMs = 1_000;

type Readers = AskedProcess<ToReaders, FromReaders>;

/** Plays a night to readers who come and go, and says what was lost, repeated, left, and held. */
export const soakCommand: Command = {
  usage: soakUsage,

  async run(args) {
    const flags = parseSoakFlags(args);
    if (flags.help) {
      process.stdout.write(`${soakUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const context = {
      sseHost: 'web-function',
      streamLifetimeSeconds: String(flags.lifetimeSeconds),
      // All readers are of this machine's address.
      ...{ connectionsPerAddress: '5000', attemptsPerAddress: '100000' },
    };
    const host = new AskedProcess<ToSoakHost, FromSoakHost>(
      'bench/soak-host.ts',
      [JSON.stringify(context)],
      ['--expose-gc', '--disable-warning=TimeoutNegativeWarning'],
    );
    try {
      const { outputs } = await host.next('ready');
      const { figures, samples } = await soak(host, outputs, flags);
      const machine = { cores: availableParallelism(), loadBefore, node: process.version };
      if (flags.jsonFile !== undefined) {
        const report = { startedAt, machine, ...flags, ...figures, samples };
        await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
      }
      process.stdout.write(soakReport(figures));
      process.stdout.write(
        `\n${startedAt}, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
      );
      if (!isKept(figures)) process.exitCode = 1;
    } finally {
      await host.stop();
    }
  },
};

async function soak(
  host: AskedProcess<ToSoakHost, FromSoakHost>,
  outputs: Outputs,
  flags: SoakFlags,
) {
  const durationMs = flags.minutes * 60_000;
  const rampMs = Math.max((flags.readers / comingPerSecond) * 1_000, 1_000);
  const start: ReadersStart = {
    ...{ outputs, readers: flags.readers, seed: flags.seed },
    rampMs: Math.min(rampMs, durationMs * rampShare),
  };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...dynamoDbConfig(outputs), maxAttempts: 5 }),
  );
  const store = createEventLogTable(client, requireOutput(outputs, 'EventLogTableName'));
  const readers: Readers = new AskedProcess('bench/soak-readers.ts', [JSON.stringify(start)], []);
  try {
    await readers.next('ready');
    const night = playNight(client, outputs, flags);
    // A log without an event has no place to begin at.
    await atRestOnce(store);
    await readers.ask({ kind: 'start' }, 'ready');
    const watch = await watchNight({ host, readers, outputs, durationMs });
    await night.end();
    await readers.ask({ kind: 'gather' }, 'ready');
    await atRest(store, sleep);
    const { expected, written, reached, reachedInMs } = await whenReached(
      { readers, store, betIds: night.betIds },
      flags.readers,
    );
    const verdict = await readers.ask({ kind: 'judge', expected }, 'verdict');
    await readers.ask({ kind: 'leave' }, 'gone');
    const left = await whenReleased(client, outputs);
    const { opened, ends } = await readers.ask({ kind: 'state' }, 'state');
    const { samples, ...watched } = watch;
    const { readers: count, minutes, speed } = flags;
    const figures: SoakFigures = {
      ...{ readers: count, minutes, speed, writes: night.writes(), ...watched },
      ...{ opened, ends, reached, reachedInMs, verdict, written, left },
      memory: memoryVerdict(samples, durationMs),
    };
    return { figures, samples };
  } finally {
    await readers.stop();
    client.destroy();
  }
}

/** Nights, one after the other, until their end. */
function playNight(client: DynamoDBDocumentClient, outputs: Outputs, flags: SoakFlags) {
  const over = new AbortController();
  const betIds = new Set<string>();
  let writes = 0;
  const nameOf = (table: string): string => requireOutput(outputs, `${table}TableName`);
  const played = playDerbyNight({
    client,
    tableNames: {
      ...{ Fights: nameOf('Fights'), Bets: nameOf('Bets'), Users: nameOf('Users') },
      ...{ Transactions: nameOf('Transactions'), VideoStreams: nameOf('VideoStreams') },
      ...{ PaymentStreams: nameOf('PaymentStreams'), Outbox: nameOf('Outbox') },
      SystemReports: nameOf('SystemReports'),
    },
    ...{ seed: flags.seed, speed: flags.speed, currency: firstCurrency(outputs) },
    onStep: (step: Step) => {
      writes += 1;
      if (step.kind === 'put' && step.table === 'Bets') betIds.add(String(step.item.betId));
    },
    onTrouble: message => process.stderr.write(`${message}\n`),
    signal: over.signal,
  });
  return {
    betIds,
    writes: () => writes,
    end: async () => {
      over.abort();
      await played;
    },
  };
}

async function atRestOnce(store: ReturnType<typeof createEventLogTable>): Promise<void> {
  for (;;) {
    const expected = await expectedEvents(store);
    if (Object.values(expected).every(({ seqs }) => seqs.length > 0)) return;
    await sleep(lookEveryMs);
  }
}

interface Reaching {
  readonly readers: Readers;
  readonly store: SegmentStore;
  readonly betIds: ReadonlySet<string>;
}

/** Waits until all readers have all that is in the logs, and each bet is in them. */
async function whenReached({ readers, store, betIds }: Reaching, all: number) {
  for (const startedMs = performance.now(); ; await sleep(lookEveryMs)) {
    // Read each time: a fan-out that was retried appends to a log that seemed at rest.
    const written = await writtenBets(store, betIds);
    const expected = await expectedEvents(store);
    const { readers: reached } = await readers.ask({ kind: 'reached', expected }, 'reached');
    const reachedInMs = performance.now() - startedMs;
    const isReached = reached === all && written.missing === 0;
    if (isReached || reachedInMs > reachMs) return { expected, written, reached, reachedInMs };
  }
}

async function whenReleased(client: DynamoDBDocumentClient, outputs: Outputs): Promise<LeftBehind> {
  const tables = {
    connections: requireOutput(outputs, 'ConnectionsTableName'),
    limits: requireOutput(outputs, 'LimitsTableName'),
  };
  for (const startedMs = performance.now(); ; await sleep(lookEveryMs)) {
    const left = await leftBehind(client, tables);
    const isOver = performance.now() - startedMs > releaseMs;
    if (isOver || left.leases + left.places + left.notices === 0) return left;
  }
}
