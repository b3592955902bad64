import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, parseFlags, wholeNumber } from '../../tools/command-line.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import { callDynamoDb } from '../call-dynamodb.ts';
import { percentilesOf } from '../latency/percentiles.ts';
import { startWatchedHost } from '../latency/start-watched-host.ts';
import { openSubscriber, type Subscriber } from './open-subscriber.ts';

const usage = `usage: npm run bench -- rooms [--sockets N] [--changes N]

  --sockets N   sockets that are subscribed to one workflow, 500 by default
  --changes N   changes of it, one after the other has arrived, 20 by default
  --help        this text`;

/** All sockets are of this machine's address. */
const context = { connectionsPerAddress: '5000', attemptsPerAddress: '100000' };
const workflowId = 'bench';
/** A socket's handshake is a function that runs: more at once would measure the machine. */
const openedAtOnce = 10;
const waitMs = 120_000;
/** The last socket has a change so soon. */
const mostMs = 2_000;

/** Measures how late all sockets of one room hear of a change. */
export const roomsCommand: Command = {
  usage,

  async run(args) {
    const flags = parseFlags(args, {
      sockets: { type: 'string', default: '500' },
      changes: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    const count = wholeNumber('--sockets', flags.sockets, 1, 5_000);
    const changes = wholeNumber('--changes', flags.changes, 1, 1_000);
    const loadBefore = loadavg()[0] ?? 0;
    const host = await startWatchedHost(context);
    try {
      const { outputs } = host;
      const sign = await createTokenSigner(outputs);
      const url = requireOutput(outputs, 'ProposalsWebSocketUrl');
      const endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
      const TableName = requireOutput(outputs, 'WorkflowsTableName');
      const write = async (version: number): Promise<void> => {
        const Item = {
          workflowId: { S: workflowId },
          status: { S: 'pending' },
          version: { N: String(version) },
        };
        await callDynamoDb(endpoint, 'PutItem', { TableName, Item });
      };
      await write(0);
      const subscribers: Subscriber[] = [];
      while (subscribers.length < count) {
        const next = Array.from(
          { length: Math.min(openedAtOnce, count - subscribers.length) },
          async (_, at) => {
            const sub = `watcher-${subscribers.length + at}`;
            const token = await sign({ sub, role: 'operator', ttlSeconds: 3_600 });
            return await openSubscriber(url, token, workflowId);
          },
        );
        subscribers.push(...(await Promise.all(next)));
      }
      process.stderr.write(`${count} sockets are subscribed\n`);
      const lasts: number[] = [];
      const all: number[] = [];
      for (let version = 1; version <= changes; version += 1) {
        await write(version);
        const writtenMs = performance.now();
        const times = await timesOf(version, subscribers);
        all.push(...times.map(atMs => atMs - writtenMs));
        lasts.push(Math.max(...times) - writtenMs);
      }
      const twice = subscribers.filter(
        ({ pushes }) => new Set(pushes.map(({ version }) => version)).size < pushes.length,
      );
      const outOfOrder = subscribers.filter(({ pushes }) =>
        pushes.some(({ version }, at) => version < (pushes[at - 1]?.version ?? 0)),
      );
      const longestMs = Math.max(...lasts);
      for (const subscriber of subscribers) subscriber.close();
      process.stdout.write(
        `${count} sockets, ${changes} changes of one workflow; milliseconds from the write's acknowledgement:\n\n| | p50 | p99 | longest |\n|---|---|---|---|\n${rowOf('at a socket', all)}\n${rowOf('at the last socket', lasts)}\n\nThe longest took ${longestMs.toFixed(0)} ms; the goal, ${mostMs} ms at most, is ${longestMs <= mostMs ? 'kept' : 'missed'}.\nTwice at ${twice.length} sockets, out of order at ${outOfOrder.length}.\n${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before it began, Node ${process.version}.\n`,
      );
      if (twice.length + outOfOrder.length > 0) {
        throw new Error(
          `received changes twice at ${twice.length} sockets and out of order at ${outOfOrder.length}, expected neither`,
        );
      }
    } finally {
      await host.stop();
    }
  },
};

/** When each socket heard of the version. */
async function timesOf(
  version: number,
  subscribers: readonly Subscriber[],
): Promise<readonly number[]> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const times = subscribers.flatMap(
      ({ pushes }) => pushes.find(push => push.version === version)?.atMs ?? [],
    );
    if (times.length === subscribers.length) return times;
    if (performance.now() > deadline) {
      throw new Error(`version ${version} arrived at ${times.length} of ${subscribers.length}`);
    }
    await sleep(20);
  }
}

function rowOf(name: string, durations: readonly number[]): string {
  const figures = percentilesOf(durations);
  const cells = [figures?.p50, figures?.p99, Math.max(...durations)];
  return `| ${name} | ${cells.map(ms => ms?.toFixed(0) ?? 'not known').join(' | ')} |`;
}
