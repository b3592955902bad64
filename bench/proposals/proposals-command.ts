import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { Command } from '../../tools/command-line.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { callDynamoDb } from '../call-dynamodb.ts';
import { startWatchedHost } from '../latency/start-watched-host.ts';
import { measureDeadlines } from './measure-deadlines.ts';
import { measureExchange, type Pair, repeatsAfterMs } from './measure-exchange.ts';
import { openBettor, openPairs, startRelay } from './open-pairs.ts';
import { parseProposalsFlags, proposalsUsage } from './proposals-flags.ts';
import { proposalsReport, type Round } from './proposals-report.ts';

/** All sockets are of this machine's address; no bettor has an item in Users. */
const context = {
  connectionsPerAddress: '5000',
  attemptsPerAddress: '100000',
  checkUsers: 'false',
};
/** The courier's messages of the last proposals have come by then. */
const settledMs = 2_000;
const makerId = 'deadlines';

/** Measures how many proposals a second go through the socket, and how late the other side has them. */
export const proposalsCommand: Command = {
  usage: proposalsUsage,

  async run(args) {
    const flags = parseProposalsFlags(args);
    if (flags.help) {
      process.stdout.write(`${proposalsUsage}\n`);
      return;
    }
    const startedAt = new Date().toISOString();
    const loadBefore = loadavg()[0] ?? 0;
    const relay = await startRelay();
    const host = await startWatchedHost(context);
    try {
      const { outputs } = host;
      const sign = await createTokenSigner(outputs);
      const connect = async (userId: string) => await openBettor(outputs, sign, userId);
      const fight = { fightId: { S: 'bench' }, title: { S: 'Bench' }, status: { S: 'betting' } };
      await callDynamoDb(requireOutput(outputs, 'DynamoDbEndpoint'), 'PutItem', {
        TableName: requireOutput(outputs, 'FightsTableName'),
        Item: fight,
      });
      const rounds: Round[] = [];
      // The first round starts the functions' environments: that is not what is measured.
      for (let round = 0; round <= flags.rounds; round += 1) {
        process.stderr.write(`round ${round} of ${flags.rounds}\n`);
        const measured = await measureRound(flags, round, connect, relay.connect);
        if (round > 0) rounds.push(measured);
      }
      const maker = await connect(makerId);
      const deadlines =
        flags.pending === 0
          ? undefined
          : await measureDeadlines(flags, { outputs, makerId, maker });
      maker.close();
      const machine = { cores: availableParallelism(), loadBefore, node: process.version };
      if (flags.jsonFile !== undefined) {
        const report = { startedAt, machine, flags, rounds, deadlines };
        await writeFile(flags.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
      }
      process.stdout.write(proposalsReport(rounds, deadlines));
      if (flags.markdown) return;
      process.stdout.write(
        `\n${startedAt}, ${machine.cores} cores, load ${loadBefore.toFixed(1)} before it began, Node ${machine.node}.\n`,
      );
    } finally {
      await Promise.all([host.stop(), relay.stop()]);
    }
  },
};

type Connect = Parameters<typeof openPairs>[2];

async function measureRound(
  { pairs, proposals }: { readonly pairs: number; readonly proposals: number },
  round: number,
  toOurs: Connect,
  toRelay: Connect,
): Promise<Round> {
  const ofOurs = await openPairs(pairs, round, toOurs);
  const ofRelay = await openPairs(pairs, round, toRelay);
  try {
    const ours = await measureExchange(ofOurs, proposals);
    await new Promise(settled => setTimeout(settled, settledMs));
    const relay = await measureExchange(ofRelay, proposals);
    const courierAfterMs = ofOurs
      .flatMap(({ maker, other }) => [maker, other])
      .flatMap(({ arrivals }) => repeatsAfterMs(arrivals));
    return { ours, relay, courierAfterMs };
  } finally {
    for (const { maker, other } of [...ofOurs, ...ofRelay] satisfies Pair[]) {
      maker.close();
      other.close();
    }
  }
}
