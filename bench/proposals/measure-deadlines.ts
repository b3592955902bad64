import type { Outputs } from '../../tools/outputs.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { callDynamoDb } from '../call-dynamodb.ts';
import type { BettorSocket } from './bettor-socket.ts';

/** All deadlines that are due pass within this time. */
const spreadMs = 10_000;
/** From when the proposals are written to the first deadline: so long starting them may take. */
const leadMsOf = (pending: number): number => 20_000 + pending * 15;
/** All others lie so far behind the first. */
const laterMs = 3_600_000;
/** What has not ended by then is said to be missing. */
const graceMs = 90_000;
const perBatch = 25;

/** How late proposals ended whose deadlines passed. */
export interface Deadlines {
  readonly pending: number;
  /** Of those, how many had a deadline that passed. */
  readonly due: number;
  /** Those whose end arrived. */
  readonly ended: number;
  /** Milliseconds from `expiresAt` to the arrival of `proposal_result` at the maker's socket. */
  readonly lateMs: readonly number[];
}

/** Writes pending proposals of that maker, as a backend would, and waits at the socket for the ends of those that are due. */
export async function measureDeadlines(
  { pending, due }: Pick<Deadlines, 'pending' | 'due'>,
  { outputs, makerId, maker }: { outputs: Outputs; makerId: string; maker: BettorSocket },
): Promise<Deadlines> {
  const endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
  const table = requireOutput(outputs, 'ProposalsTableName');
  const writtenMs = Date.now();
  const firstMs = writtenMs + leadMsOf(pending);
  const expiresAtMs = Array.from(
    { length: pending },
    (_, at) => firstMs + (at < due ? Math.floor((at * spreadMs) / due) : laterMs),
  );
  for (let from = 0; from < pending; from += perBatch) {
    const Item = (expiresMs: number, at: number) => ({
      proposalId: { S: `late-${at}` },
      kind: { S: 'pago' },
      fightId: { S: 'bench' },
      fromUserId: { S: makerId },
      toUserId: { S: 'nobody' },
      amount: { N: '500' },
      status: { S: 'pending' },
      createdAt: { S: new Date(writtenMs).toISOString() },
      updatedAt: { S: new Date(writtenMs).toISOString() },
      expiresAt: { S: new Date(expiresMs).toISOString() },
    });
    const requests = expiresAtMs
      .slice(from, from + perBatch)
      .map((expiresMs, at) => ({ PutRequest: { Item: Item(expiresMs, from + at) } }));
    await callDynamoDb(endpoint, 'BatchWriteItem', { RequestItems: { [table]: requests } });
  }
  const ids = Array.from({ length: due }, (_, at) => `late-${at}.timeout`);
  const limit = AbortSignal.timeout(firstMs + spreadMs + graceMs - Date.now());
  const isOver = new Promise<undefined>(resolve =>
    limit.addEventListener('abort', () => resolve(undefined)),
  );
  const lateMs: number[] = [];
  for (const [at, wanted] of ids.entries()) {
    const arrival = await Promise.race([maker.next(({ id }) => id === wanted), isOver]);
    if (arrival !== undefined) lateMs.push(arrival.clockMs - (expiresAtMs[at] ?? 0));
  }
  return { pending, due, ended: lateMs.length, lateMs };
}
