import {
  globalEnvironment,
  type Outcome,
  ProposalSocket,
  type ProposalSocketOptions,
  type Socket,
  type SocketNews,
} from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until, untilSeen } from './support/until.ts';

let target: Target;
const sockets: ProposalSocket[] = [];
const fightId = unique('fight');

beforeAll(async () => {
  target = await connectTarget();
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await target.close();
});

/** A bettor's page: its socket, what it received, and the means to cut it off. */
async function bettor(options: Partial<ProposalSocketOptions> = {}) {
  const userId = unique('bettor');
  await target.enroll(userId);
  const opened: Socket[] = [];
  const { openSocket } = globalEnvironment();
  const socket = new ProposalSocket({
    url: requireOutput(target.outputs, 'ProposalsWebSocketUrl'),
    token: await target.token(userId, 'bettor'),
    settings: { backoffBaseMs: 50, backoffCapMs: 100 },
    ...options,
    environment: {
      openSocket: (url, protocols) => {
        const own = openSocket(url, protocols);
        opened.push(own);
        return own;
      },
    },
  });
  sockets.push(socket);
  const received: { readonly name: keyof SocketNews; readonly proposalId?: string }[] = [];
  const watchers = new Set<() => void>();
  const note = <N extends keyof SocketNews>(name: N) =>
    socket.on(name, data => {
      received.push({ name, ...('proposalId' in data ? { proposalId: data.proposalId } : {}) });
      for (const watcher of [...watchers]) watcher();
    });
  note('proposal_created');
  note('proposal_received');
  note('proposal_result');
  note('pending_proposals');
  note('inbox_event');
  const untilReceived = (name: keyof SocketNews, proposalId?: string): Promise<void> =>
    until(
      () =>
        received.some(one => one.name === name && (!proposalId || one.proposalId === proposalId)),
      {
        watch: look => {
          watchers.add(look);
          return () => watchers.delete(look);
        },
        stands: () => ({ ...socket.view, received }),
      },
    );
  socket.connect();
  await untilReceived('pending_proposals');
  return { userId, socket, received, until: untilReceived, cut: () => opened.at(-1)?.close() };
}

function answered<E extends keyof SocketNews & string>(
  outcome: Outcome<Exclude<E, 'error'>>,
): Extract<Outcome<Exclude<E, 'error'>>, { kind: 'answered' }>['data'] {
  if (outcome.kind === 'answered') return outcome.data;
  throw new Error(`not answered: ${JSON.stringify(outcome)}`);
}

test('a proposal is made, counted down by the server’s clock, accepted, and reported to each side once', async () => {
  const [ana, beto] = await Promise.all([bettor(), bettor()]);
  const left: number[] = [];
  const received = Promise.withResolvers<void>();
  beto.socket.on('proposal_received', ({ proposal }) => {
    beto.socket.countDown(proposal, ms => left.push(ms));
    received.resolve();
  });
  const made = answered<'proposal_created'>(
    await ana.socket.propose('pago', { toUserId: beto.userId, fightId, amount: 500 }),
  );
  await received.promise;
  expect(left[0]).toBeGreaterThan(0);
  const { proposalId, proposal } = made;
  const allowedMs = Date.parse(proposal.expiresAt) - Date.parse(proposal.createdAt);
  expect(left[0]).toBeLessThanOrEqual(allowedMs);
  expect(await beto.socket.respond(proposalId, 'accept')).toMatchObject({
    kind: 'answered',
    data: { outcome: 'accepted' },
  });
  await ana.until('proposal_result', proposalId);
  expect(await ana.socket.cancel(proposalId)).toMatchObject({
    kind: 'refused',
    code: 'PROPOSAL_NOT_PENDING',
  });
  const timesReceived = (one: typeof ana, name: string) =>
    one.received.filter(news => news.name === name && news.proposalId === proposalId).length;
  expect(['proposal_created', 'proposal_result'].map(name => timesReceived(ana, name))).toEqual([
    1, 1,
  ]);
  expect(['proposal_received', 'proposal_result'].map(name => timesReceived(beto, name))).toEqual([
    1, 1,
  ]);
}, 300_000);

test('a request that is under way when the connection breaks is answered on the next one, and made once', async () => {
  const [ana, beto] = await Promise.all([bettor(), bettor()]);
  const asked = ana.socket.propose('doy', { toUserId: beto.userId, fightId, amount: 700 });
  ana.cut();
  const { proposalId } = answered<'proposal_created'>(await asked);
  const listedNow = async () =>
    answered<'pending_proposals'>(await ana.socket.pending()).pending.map(one => one.proposalId);
  // The list comes from an index, which lags.
  const listed = await untilSeen(listedNow, ({ length }) => length > 0);
  expect(listed).toEqual([proposalId]);
  await beto.until('proposal_received', proposalId);
}, 300_000);

test('the token of an open socket is renewed before it ends', async () => {
  const userId = unique('bettor');
  const asked: boolean[] = [];
  const renewed = Promise.withResolvers<void>();
  const ana = await bettor({
    token: async ({ fresh }) => {
      asked.push(fresh);
      return await target.token(userId, 'bettor', fresh ? 3_600 : 12);
    },
    settings: { renewAtMostEveryMs: 100 },
    trace: ({ signal }) => {
      if (signal.type === 'message' && signal.message.event === 'authenticated') renewed.resolve();
    },
  });
  await renewed.promise;
  expect(asked).toEqual([false, true]);
  expect(await ana.socket.ping()).toMatchObject({ kind: 'answered' });
  expect(ana.socket.view).toMatchObject({ status: 'open', failures: { total: 0 } });
}, 300_000);
