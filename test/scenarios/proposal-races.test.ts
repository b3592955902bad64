import { setTimeout as sleep } from 'node:timers/promises';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { awsConfig } from '../../tools/aws-client-config.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
const fightId = unique('fight');
const open: Bettor[] = [];
let lost: {
  readonly proposalId: string;
  readonly expiresAt: string;
  readonly sides: readonly Bettor[];
};

beforeAll(async () => {
  target = await connectTarget();
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  lost = await proposalWithoutTimer();
}, 240_000);
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await target.close();
});

async function bettor(): Promise<Bettor> {
  const connected = await connectBettor(target);
  open.push(connected);
  await connected.until(({ event }) => event === 'pending_proposals');
  return connected;
}

const pairs = 10;
/** Races of one pair at once, and how often: a small machine does not start 200 functions at once. */
const atOnce = 5;
const rounds = 4;
/** For an answer while all of them race. */
const patienceMs = 60_000;

/** Some answers are sent a little before the end, some a little after it. Gives which came in time. */
async function acceptAroundItsEnd(
  recipient: Bettor,
  { proposalId, expiresAt }: { proposalId: string; expiresAt: string },
  leadMs: number,
): Promise<{ readonly proposalId: string; readonly isInTime: boolean }> {
  await sleep(Date.parse(expiresAt) - Date.now() - leadMs + Math.random() * (leadMs + 100));
  const accept = { proposalId, response: 'accept' };
  const answer = await recipient.ask('respond_to_proposal', accept, unique('q'), patienceMs);
  return { proposalId, isInTime: answer.data.outcome === 'accepted' };
}

test('200 accepts race against their timeouts: one outcome each, and all receive the same one [G9]', async () => {
  const bets = await target.open('Bets', { follows: true });
  await bets.until(({ event }) => event === 'connected');
  const makersAndRecipients = await Promise.all(
    Array.from({ length: pairs }, () => Promise.all([bettor(), bettor()])),
  );
  const race = async (maker: Bettor, recipient: Bettor, leadMs: number) => {
    const answers: ReturnType<typeof acceptAroundItsEnd>[] = [];
    for (let n = 0; n < atOnce; n += 1) {
      const offer = { toUserId: recipient.userId, fightId, amount: 500 };
      const { data } = await maker.ask('create_pago_proposal', offer, unique('q'), patienceMs);
      answers.push(acceptAroundItsEnd(recipient, data.proposal, leadMs));
    }
    return (await Promise.all(answers)).map(answer => ({ ...answer, maker, recipient }));
  };
  const raced: Awaited<ReturnType<typeof race>> = [];
  let leadMs = 300;
  for (let round = 0; round < rounds; round += 1) {
    const ofRound = makersAndRecipients.map(([maker, recipient]) => race(maker, recipient, leadMs));
    raced.push(...(await Promise.all(ofRound)).flat());
    // All were late: a machine as slow as this one needs a longer lead.
    if (!raced.some(({ isInTime }) => isInTime)) leadMs *= 2;
  }
  const resultsOf = (side: Bettor, proposalId: string) =>
    side.received.filter(
      ({ event, data }) => event === 'proposal_result' && data.proposalId === proposalId,
    );
  const counts = { accepted: 0, timeout: 0 };
  for (const { proposalId, maker, recipient } of raced) {
    await Promise.all(
      [maker, recipient].map(side =>
        side.until(() => resultsOf(side, proposalId).length > 0, patienceMs),
      ),
    );
    await bets.until(
      ({ data }) => data?.data?.proposalId === proposalId && data.data.action !== 'created',
      patienceMs,
    );
    const received = new Set(
      [maker, recipient].flatMap(side =>
        resultsOf(side, proposalId).map(({ data }) => data.outcome),
      ),
    );
    const onBets = bets.messages
      .filter(({ data }) => data?.data?.proposalId === proposalId && data.data.action !== 'created')
      .map(({ data }) => data.data.action);
    expect(onBets).toHaveLength(1);
    expect([...received]).toEqual(onBets);
    counts[onBets[0] as keyof typeof counts] += 1;
  }
  expect(counts.accepted + counts.timeout).toBe(pairs * atOnce * rounds);
  // A race that one side always wins would prove nothing.
  expect(counts.accepted).toBeGreaterThan(0);
  expect(counts.timeout).toBeGreaterThan(0);
}, 400_000);

test('with its timer lost, the sweeper ends the proposal [G9]', async () => {
  const { proposalId, expiresAt, sides } = lost;
  const waitMs = Math.max(0, Date.parse(expiresAt) - Date.now()) + 90_000;
  for (const side of sides) {
    const isOfIt = ({ event, data }: { event: string; data: { proposalId?: string } }) =>
      event === 'proposal_result' && data.proposalId === proposalId;
    const result = await side.until(isOfIt, waitMs);
    expect(result.data).toMatchObject({ proposalId, outcome: 'timeout' });
  }
}, 300_000);

/** A proposal that no timer ends. The sweeper comes once a minute: meanwhile others race. */
async function proposalWithoutTimer(): Promise<typeof lost> {
  const [maker, recipient] = await Promise.all([bettor(), bettor()]);
  const made = await maker.ask('create_doy_proposal', {
    toUserId: recipient.userId,
    fightId,
    amount: 5,
  });
  const { proposalId, proposal } = made.data;
  await recipient.until(({ event }) => event === 'proposal_received');
  await stopDeadline(proposalId);
  return { proposalId, expiresAt: proposal.expiresAt, sides: [maker, recipient] };
}

/** Stops the execution that is named after the proposal. */
async function stopDeadline(proposalId: string): Promise<void> {
  const client = new SFNClient(awsConfig(target.outputs));
  const stateMachineArn = requireOutput(target.outputs, 'ProposalDeadlineStateMachineArn');
  const running = async () => {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1_000 }),
    );
    return executions.find(({ name }) => name === proposalId);
  };
  // The courier starts it; the other side has the proposal before.
  const execution = await untilSeen(running, found => found !== undefined);
  await client.send(new StopExecutionCommand({ executionArn: execution?.executionArn }));
  client.destroy();
}
