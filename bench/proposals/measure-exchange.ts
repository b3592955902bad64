import { randomUUID } from 'node:crypto';
import type { Arrival, BettorSocket } from './bettor-socket.ts';

/** Two bettors who propose to each other. */
export interface Pair {
  readonly maker: BettorSocket;
  readonly other: BettorSocket;
  /** The other's user id. */
  readonly otherId: string;
}

/** Milliseconds from a request to the first arrival of its message at the other side. */
export interface Exchange {
  readonly proposalsPerSecond: number;
  readonly firstMs: readonly number[];
  /** Milliseconds from the request to the answer to it. */
  readonly answerMs: readonly number[];
}

/**
 * Each pair makes and accepts so many proposals, one after the other, all pairs at once.
 *
 * @throws Error of a request that is refused
 */
export async function measureExchange(
  pairs: readonly Pair[],
  proposals: number,
): Promise<Exchange> {
  const firstMs: number[] = [];
  const answerMs: number[] = [];
  const begunMs = performance.now();
  await Promise.all(
    pairs.map(async ({ maker, other, otherId }) => {
      for (let at = 0; at < proposals; at += 1) {
        const wish = { toUserId: otherId, fightId: 'bench', amount: 500 };
        const made = await ask(maker, 'create_pago_proposal', wish);
        const { proposalId } = made.answer.message.data;
        const received = await other.next(({ id }) => id === `${proposalId}.received`);
        const accepted = await ask(other, 'respond_to_proposal', {
          proposalId,
          response: 'accept',
        });
        const result = await maker.next(({ id }) => id === `${proposalId}.accepted`);
        firstMs.push(received.atMs - made.askedMs, result.atMs - accepted.askedMs);
        answerMs.push(made.answer.atMs - made.askedMs, accepted.answer.atMs - accepted.askedMs);
      }
    }),
  );
  const seconds = (performance.now() - begunMs) / 1_000;
  return { proposalsPerSecond: (pairs.length * proposals) / seconds, firstMs, answerMs };
}

async function ask(
  socket: BettorSocket,
  action: string,
  data: object,
): Promise<{ readonly askedMs: number; readonly answer: Arrival }> {
  const requestId = randomUUID();
  const askedMs = performance.now();
  socket.send({ action, requestId, data });
  const answer = await socket.next(message => message.requestId === requestId);
  if (answer.message.event !== 'proposal_error') return { askedMs, answer };
  throw new Error(`${action} was refused: ${JSON.stringify(answer.message.data)}`);
}

/**
 * By how much the courier's message comes after the one that was posted at once, in milliseconds: of each
 * message that came twice. So much later would each have come without the post at once.
 */
export function repeatsAfterMs(arrivals: readonly Arrival[]): readonly number[] {
  const first = new Map<string, number>();
  return arrivals.flatMap(({ message: { event, id, requestId }, atMs }) => {
    const isPushed = event === 'proposal_received' || event === 'proposal_result';
    if (!isPushed || requestId !== undefined) return [];
    const before = first.get(id);
    if (before !== undefined) return [atMs - before];
    first.set(id, atMs);
    return [];
  });
}
