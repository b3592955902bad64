import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import type { TokenSigner } from '../../tools/token-signer.ts';
import { BettorSocket } from './bettor-socket.ts';
import type { Pair } from './measure-exchange.ts';

/** A handshake is a function that runs: more at once would measure the machine. */
const openedAtOnce = 4;

/** Connects one user to the stack; resolves once the socket is greeted. */
export async function openBettor(
  outputs: Outputs,
  sign: TokenSigner,
  sub: string,
): Promise<BettorSocket> {
  const token = await sign({ sub, role: 'bettor', ttlSeconds: 3_600 });
  const url = requireOutput(outputs, 'ProposalsWebSocketUrl');
  const socket = await BettorSocket.open(url, ['gallobets.v1', `bearer.${token}`]);
  await socket.next(({ event }) => event === 'pending_proposals');
  return socket;
}

/** Pairs of users of the stack who have not proposed anything before. */
export async function openPairs(
  count: number,
  round: number,
  connect: (userId: string) => Promise<BettorSocket>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const next = Array.from(
      { length: Math.min(openedAtOnce, count - pairs.length) },
      (_, at) => at,
    );
    pairs.push(
      ...(await Promise.all(
        next.map(async at => {
          const name = `${round}-${pairs.length + at}`;
          const otherId = `other-${name}`;
          const [maker, other] = await Promise.all([connect(`maker-${name}`), connect(otherId)]);
          return { maker, other, otherId };
        }),
      )),
    );
  }
  return pairs;
}

/** A relay in a process of its own, and how users connect to it. */
export async function startRelay() {
  const child = fork('bench/proposals-relay.ts');
  const [port] = await once(child, 'message');
  return {
    connect: async (userId: string): Promise<BettorSocket> =>
      await BettorSocket.open(`ws://127.0.0.1:${port}/${userId.replace(/^(maker|other)-/, '')}`),
    stop: async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
