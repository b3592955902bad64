import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { Command } from '../../tools/command-line.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { percentilesOf } from '../latency/percentiles.ts';
import { startWatchedHost, type WatchedHost } from '../latency/start-watched-host.ts';
import { SentEvents, type SocketsRound } from './send-events.ts';
import { parseSocketsFlags, type SocketsFlags, socketsUsage } from './sockets-flags.ts';
import { type SocketsFigures, socketsReport } from './sockets-report.ts';
import { UserSockets } from './user-sockets.ts';

/** All sockets are of this machine's addresses. */
const context = { connectionsPerAddress: '5000', attemptsPerAddress: '100000' };

/** Measures memory and lateness of many sockets, whose messages come as everyone's: through the inbox. */
export const socketsCommand: Command = {
  usage: socketsUsage,

  async run(args) {
    const flags = parseSocketsFlags(args);
    if (flags.help) {
      process.stdout.write(`${socketsUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const host = await startWatchedHost(context);
    try {
      const figures = await measure(host, flags);
      const machine = { cores: availableParallelism(), loadBefore, node: process.version };
      if (flags.jsonFile !== undefined) {
        const rounds = figures.rounds.map(({ latenciesMs, ...round }) => ({
          ...round,
          arrived: latenciesMs.length,
          ...percentilesOf(latenciesMs),
        }));
        const report = { startedAt, machine, ...figures, rounds };
        await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
      }
      process.stdout.write(socketsReport(figures));
      process.stdout.write(
        `\n${startedAt}, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
      );
    } finally {
      await host.stop();
    }
  },
};

async function measure(host: WatchedHost, flags: SocketsFlags): Promise<SocketsFigures> {
  const { outputs } = host;
  const sign = await createTokenSigner(outputs);
  const events = new SentEvents({
    endpoint: requireOutput(outputs, 'DynamoDbEndpoint'),
    name: requireOutput(outputs, 'OutboxTableName'),
  });
  const sockets = new UserSockets({
    url: requireOutput(outputs, 'ProposalsWebSocketUrl'),
    tokenOf: sub => sign({ sub, role: 'bettor', ttlSeconds: 3_600 }),
    onEvent: (eventId, atMs) => events.arrived(eventId, atMs),
  });
  try {
    // The functions of a handshake and of a message have their environments before anything counts.
    await sockets.open(100);
    await events.round(sockets.userIds, { rate: 100, seconds: 3 });
    const emptyBytes = await host.rssBytes();
    const startedMs = performance.now();
    await sockets.open(flags.sockets + 100);
    const openedInMs = performance.now() - startedMs;
    process.stderr.write(`${flags.sockets} sockets are open\n`);
    const openBytes = await host.rssBytes();
    const rounds: SocketsRound[] = [];
    for (let round = 0; round < flags.rounds; round += 1) {
      rounds.push(await events.round(sockets.userIds, flags));
    }
    const loadedBytes = await host.rssBytes();
    const { closed } = sockets;
    const { sockets: count, rate } = flags;
    return { sockets: count, rate, emptyBytes, openBytes, loadedBytes, openedInMs, closed, rounds };
  } finally {
    sockets.close();
  }
}
