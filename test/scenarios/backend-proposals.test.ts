import {
  createPublisher,
  type NewProposal,
  type Publisher,
  readStackTables,
} from '../../clients/backend/index.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectManagement } from './support/management.ts';
import { connectTarget, inAnHour, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let publisher: Publisher;
const fightId = unique('fight');
const source = unique('shop');
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const stack = await readStackTables(process.env.SCENARIO_OUTPUTS ?? '');
  publisher = createPublisher({ ...stack, source });
});
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await publisher.close();
  await target.close();
});

async function pair(): Promise<readonly [Bettor, Bettor]> {
  const connected = await Promise.all([connectBettor(target), connectBettor(target)]);
  open.push(...connected);
  const [maker, recipient] = connected;
  await Promise.all(
    connected.map(each => each.until(({ event }) => event === 'pending_proposals')),
  );
  return [maker, recipient];
}

const between = ([maker, recipient]: readonly [Bettor, Bettor]): NewProposal => ({
  ...{ kind: 'pago', fromUserId: maker.userId, toUserId: recipient.userId, fightId },
  ...{ amount: 5_000, currency: 'MXN', requestId: unique('r') },
});

test('a bettor is notified of what a backend proposes for another, and accepts it [G13]', async () => {
  const sides = await pair();
  const [maker, recipient] = sides;
  const bets = await target.open('Bets', { follows: true });
  await bets.until(({ event }) => event === 'connected');

  const made = await publisher.proposals.make(between(sides));
  if (made.outcome !== 'written') throw new Error(`expected it written, got ${made.outcome}`);
  const { proposal, id: proposalId } = made;
  const received = await recipient.until(({ event }) => event === 'proposal_received');
  expect(received.data).toEqual({ proposalId, proposal });
  expect(await publisher.proposals.pendingOf({ userId: recipient.userId })).toEqual({
    pending: [proposal],
    recent: [],
  });
  await target.update('Proposals', { proposalId }, { expiresAt: inAnHour() });

  const answer = await recipient.ask('respond_to_proposal', { proposalId, response: 'accept' });
  expect(answer).toMatchObject({ event: 'proposal_result', data: { outcome: 'accepted' } });
  const result = await maker.until(({ event }) => event === 'proposal_result');
  expect(result.data).toMatchObject({ proposalId, outcome: 'accepted' });
  expect(await publisher.proposals.get(proposalId)).toMatchObject({ status: 'accepted' });
  expect(await publisher.proposals.cancel({ proposalId, fromUserId: maker.userId })).toMatchObject({
    outcome: 'refused',
    code: 'PROPOSAL_NOT_PENDING',
  });
  for (const action of ['created', 'accepted']) {
    await bets.until(
      ({ data }) => data?.data?.proposalId === proposalId && data.data.action === action,
    );
  }
});

test('both sides are notified of what a backend cancels, also of a bettor’s own; the audit has who did it', async () => {
  const sides = await pair();
  const [maker, recipient] = sides;
  const { kind: _, fromUserId, requestId, ...data } = between(sides);
  const { data: own } = await maker.ask('create_doy_proposal', data, requestId);
  await target.update('Proposals', { proposalId: own.proposalId }, { expiresAt: inAnHour() });
  const made = await publisher.proposals.make(between(sides));
  for (const proposalId of [own.proposalId, made.id]) {
    expect(await publisher.proposals.cancel({ proposalId, fromUserId })).toMatchObject({
      outcome: 'written',
    });
    for (const side of [maker, recipient]) {
      const result = await side.until(
        ({ event, data: { proposalId: of } }) => event === 'proposal_result' && of === proposalId,
      );
      expect(result.data).toMatchObject({ outcome: 'cancelled' });
    }
  }
  const management = await connectManagement(target);
  const admin = { token: await target.token(unique('admin'), 'admin') };
  const audited = async (): Promise<readonly (readonly string[])[]> => {
    const { body } = await management.call('GET', `/audit?actor=backend%23${source}`, admin);
    const subjects = [own.proposalId, made.id].map(id => `proposal#${id}`);
    return (body.entries as Record<string, string>[])
      .map(({ action = '', subject = '', reason = '' }) => [action, subject, reason])
      .filter(([, subject = '']) => subjects.includes(subject))
      .toSorted();
  };
  // What the bettor did is under the bettor's own name.
  expect(await untilSeen(audited, entries => entries.length >= 3)).toEqual(
    [
      ['cancel_proposal', `proposal#${made.id}`, `for user ${fromUserId}`],
      ['cancel_proposal', `proposal#${own.proposalId}`, `for user ${fromUserId}`],
      ['create_pago_proposal', `proposal#${made.id}`, `for user ${fromUserId}`],
    ].toSorted(),
  );
});
