import { setTimeout } from 'node:timers/promises';
import { runConcurrently } from '../../core/run-concurrently.ts';
import { type Bettor, connectBettor, type SocketMessage } from './support/bettor.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
const fightId = unique('fight');
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
});
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await target.close();
});

async function bettor(userId?: string): Promise<Bettor> {
  const connected = await connectBettor(target, userId);
  open.push(connected);
  await connected.until(({ event }) => event === 'pending_proposals');
  return connected;
}

/** For an answer while all of them ask. */
const patienceMs = 60_000;

/** Asks again, by the same name, as long as the server is too busy to answer: as a client does. */
async function ask(seat: Bettor, action: string, data?: unknown): Promise<SocketMessage> {
  const requestId = unique('q');
  let answer = await seat.ask(action, data, requestId, patienceMs);
  // Those who read lists in a row may be too quick: a hundred messages in ten seconds.
  const isToWait = () =>
    answer.data.code === 'INTERNAL_ERROR' ||
    (answer.data.code === 'RATE_LIMITED' && action === 'get_pending_proposals');
  for (let again = 0; again < 20 && isToWait(); again += 1) {
    await setTimeout(answer.data.retryAfterMs ?? 0);
    answer = await seat.ask(action, data, requestId, patienceMs);
  }
  return answer;
}

interface Listed {
  readonly pages: number;
  readonly pending: readonly { readonly proposalId: string }[];
}

/** Reads the list to its end, from the answer or the greeting that is its first page. */
async function readOn(reader: Bettor, first: SocketMessage): Promise<Listed> {
  const pending = [...first.data.pending];
  let page = first;
  let pages = 1;
  for (; page.data.next !== undefined && pages < 50; pages += 1) {
    page = await ask(reader, 'get_pending_proposals', { next: page.data.next });
    pending.push(...page.data.pending);
  }
  return { pages, pending };
}

const listOf = async (reader: Bettor): Promise<Listed> =>
  await readOn(reader, await ask(reader, 'get_pending_proposals'));

const idsOf = ({ pending }: Listed) => pending.map(({ proposalId }) => proposalId);

/** Requests of one maker at once: a small machine does not start twenty functions more at once. */
const atOnce = 2;

const times = (count: number) => Array.from({ length: count }, (_, number) => number);

/** One maker on several sockets; proposals count as pending until their end, or until one asks for it. */
async function makerOf(sockets: number, toUserId: string) {
  const userId = unique('maker');
  const seats: Bettor[] = [];
  for (let seat = 0; seat < sockets; seat += 1) seats.push(await bettor(userId));
  const ends = new Map<string, number>();
  const codes: string[] = [];
  let most = 0;

  async function create(seat: Bettor): Promise<string | undefined> {
    const offer = { toUserId, fightId, amount: 5 };
    const answer = await ask(seat, 'create_pago_proposal', offer);
    if (answer.event !== 'proposal_created') {
      codes.push(answer.data.code);
      return undefined;
    }
    const { proposalId, proposal } = answer.data;
    ends.set(proposalId, Date.parse(proposal.expiresAt));
    most = Math.max(most, pending().length);
    return proposalId;
  }

  async function cancel(seat: Bettor, proposalId: string): Promise<void> {
    ends.delete(proposalId);
    await ask(seat, 'cancel_proposal', { proposalId });
  }

  const seatOf = (number: number) => seats[number % sockets] as Bettor;
  const pending = () => [...ends].filter(([, end]) => end > Date.now()).map(([id]) => id);

  return {
    codes,
    pending,
    most: () => most,
    /** So many over all sockets; two of three are taken back, the others time out. */
    flood: (creates: number) =>
      runConcurrently(times(creates), atOnce, async number => {
        const seat = seatOf(number);
        const proposalId = await create(seat);
        if (proposalId !== undefined && number % 3 > 0) await cancel(seat, proposalId);
      }),
    /** Past the cap, if they are made sooner than they end. */
    fill: () =>
      runConcurrently(times(24), atOnce, async number => {
        await create(seatOf(number));
      }),
  };
}

test('creates and cancels over 20 sockets, while deadlines fire: never a 21st, and none is hidden', async () => {
  const recipient = await bettor();
  const honest = unique('p-');
  await target.put('Proposals', {
    proposalId: honest,
    ...{ kind: 'doy', fightId, amount: 7, status: 'pending' },
    fromUserId: unique('honest'),
    toUserId: recipient.userId,
    createdAt: new Date().toISOString(),
    // It ends last, and so is on the last page.
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  });
  await untilSeen(
    () => listOf(recipient),
    listed => idsOf(listed).includes(honest),
  );
  const makers = await Promise.all(Array.from({ length: 4 }, () => makerOf(5, recipient.userId)));
  let isOver = false;
  const watch = async () => {
    let looks = 0;
    for (; !isOver; looks += 1) expect(idsOf(await listOf(recipient))).toContain(honest);
    return looks;
  };
  const watching = watch();
  await Promise.all(makers.map(maker => maker.flood(12)));
  await Promise.all(makers.map(maker => maker.fill()));
  isOver = true;
  expect(await watching).toBeGreaterThan(0);
  for (const { most, codes } of makers) {
    expect(most()).toBeLessThanOrEqual(20);
    // What is sent again on a slow machine counts, too.
    const others = codes.filter(code => code !== 'TOO_MANY_PENDING' && code !== 'RATE_LIMITED');
    expect(others).toEqual([]);
  }
  // The list is read from an index, which lags; what is pending is in it then, and no less.
  await untilSeen(
    async () => new Set(idsOf(await listOf(recipient))),
    listed => makers.every(({ pending }) => pending().every(id => listed.has(id))),
  );
  const back = await bettor(recipient.userId);
  const greeting = await back.until(({ event }) => event === 'pending_proposals');
  expect(idsOf(await readOn(back, greeting))).toContain(honest);
  await untilSeen(
    async () => idsOf(await listOf(recipient)),
    listed => listed.length === 1 && listed[0] === honest,
  );
}, 600_000);

test('a user makes 60 proposals a minute, and a reconnect begins no new count', async () => {
  const toUserId = unique('beto');
  await target.enroll(toUserId);
  const data = { toUserId, fightId: unique('none'), amount: 1 };
  const userId = unique('hasty');
  const make = async (seat: Bettor) => (await ask(seat, 'create_pago_proposal', data)).data;
  // A minute may end just when the limit is met: then the next one decides.
  for (let minute = 0; minute < 3; minute += 1) {
    const first = await bettor(userId);
    let refused = await make(first);
    for (let made = 0; made < 130; made += 1) {
      if (refused.code === 'RATE_LIMITED') {
        // Half of two minutes' proposals may be over 100 messages in 10 s: that limit comes first.
        if (!refused.message.includes(' messages in 10 s')) break;
        await setTimeout(refused.retryAfterMs);
      }
      refused = await make(first);
    }
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', recovery: 'backoff' });
    expect(refused.message).toBe(
      'received more than 60 proposals in 60 s from you; expected fewer',
    );
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
    await first.close();
    if (refused.retryAfterMs < 10_000) {
      await setTimeout(refused.retryAfterMs);
      continue;
    }
    expect(await make(await bettor(userId))).toMatchObject({ code: 'RATE_LIMITED' });
    return;
  }
  throw new Error('three minutes in a row ended just when the limit was met');
}, 300_000);
