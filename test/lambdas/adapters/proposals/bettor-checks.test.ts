import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { createProposalsTable } from '../../../../lambdas/adapters/proposals/proposals-table.ts';
import { exampleProposal } from '../../../core/proposal/example-proposal.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../../support/proposal-tables.ts';

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
});

afterAll(() => engine.stop());

const accept = {
  decider: { side: 'toUserId', userId: 'own' },
  outcome: 'accepted',
  decidedAt: '2026-11-20T20:01:00.000Z',
  decisionId: 'd-1',
} as const;

const betOn = (fightId: string, makerId: string) => ({ fightId, makerId });

const tableNames = {
  ...{ proposalsTableName: 'Proposals', fightsTableName: 'Fights', limitsTableName: 'Limits' },
  usersTableName: 'Users',
};

const mine = exampleProposal({ fightId: 'open', fromUserId: 'own', toUserId: 'other' });

/** Puts the user with that status, with none (`''`), or not at all. */
async function putUser(userId: string, status: string | undefined): Promise<void> {
  const Key = { userId };
  await engine.client.send(new DeleteCommand({ TableName: 'Users', Key }));
  if (status !== undefined) await tables.putUser(userId, status);
}

describe.each([
  [undefined, undefined],
  ['pending', 'pending'],
  ['banned', 'banned'],
  ['retired', '"retired" (none of pending, active, banned)'],
])('a user whose status is %s', (status, userStatus) => {
  const refused = { kind: 'user-not-allowed', ...(userStatus && { userStatus }) };

  test('makes no proposal, and gets none', async () => {
    const proposal = { ...mine, proposalId: `u-${status}` };
    await putUser('own', status);
    await putUser('other', 'active');
    expect(await tables.store.create(proposal)).toEqual(refused);
    await putUser('own', 'active');
    await putUser('other', status);
    expect(await tables.store.create(proposal)).toEqual({ kind: 'other-not-available' });
    expect(await tables.readProposal(proposal.proposalId)).toBeUndefined();
  });

  test('accepts none, and none of theirs is accepted; both sides may still say no', async () => {
    const proposal = {
      ...mine,
      ...{ proposalId: `a-${status}`, fromUserId: 'other', toUserId: 'own' },
    };
    const { proposalId } = proposal;
    const write = { ...accept, proposalId, bet: betOn('open', 'other') };
    await tables.putProposal(proposal);
    await putUser('own', status);
    await putUser('other', 'active');
    expect(await tables.store.decide(write)).toEqual(refused);
    await putUser('own', 'active');
    await putUser('other', status);
    expect(await tables.store.decide(write)).toEqual({ kind: 'other-not-available' });
    expect(await tables.store.find(proposalId)).toMatchObject({ status: 'pending' });
    const no = { ...accept, proposalId, outcome: 'rejected' } as const;
    expect(await tables.store.decide(no)).toEqual({ kind: 'written' });
  });
});

test.each([
  ['active', 'active'],
  ['not there', ''],
])('a user may whose status is %s', async (title, status) => {
  await putUser('own', status);
  await putUser('other', status);
  const made = { ...mine, proposalId: `may-${title}` };
  expect(await tables.store.create(made)).toEqual({ kind: 'created' });
  const proposal = { ...made, proposalId: `got-${title}`, fromUserId: 'other', toUserId: 'own' };
  await tables.putProposal(proposal);
  const write = { ...accept, proposalId: proposal.proposalId, bet: betOn('open', 'other') };
  expect(await tables.store.decide(write)).toEqual({ kind: 'written' });
});

test('a proposal that is refused for its user takes no place', async () => {
  await putUser('own', 'banned');
  await tables.store.create({ ...mine, proposalId: 'no-place' });
  expect(await tables.setOf('own')).not.toContain('no-place');
});

test('a proposal that exists is given back, whoever was banned since', async () => {
  await putUser('own', 'banned');
  const proposal = { ...mine, proposalId: 'before' };
  await tables.putProposal(proposal);
  expect(await tables.store.create(proposal)).toEqual({ kind: 'exists', proposal });
});

test('one that a backend wrote from a user to the same user can be accepted', async () => {
  await putUser('own', 'active');
  const proposal = { ...mine, proposalId: 'self', toUserId: 'own' };
  await tables.putProposal(proposal);
  const write = { ...accept, proposalId: 'self', bet: betOn('open', 'own') };
  expect(await tables.store.decide(write)).toEqual({ kind: 'written' });
});

test('everybody may where users are kept elsewhere', async () => {
  const store = createProposalsTable(engine.client, { ...tableNames, checkUsers: false });
  const proposal = { ...mine, proposalId: 'elsewhere', fromUserId: 'nobody', toUserId: 'none' };
  expect(await store.create(proposal)).toEqual({ kind: 'created' });
  const write = { ...accept, decider: { side: 'toUserId', userId: 'none' } } as const;
  const bet = betOn('open', 'nobody');
  expect(await store.decide({ ...write, proposalId: 'elsewhere', bet })).toEqual({
    kind: 'written',
  });
});

test.each(['own', 'other'])('of a hundred accepts around a ban of %s, none is later', async who => {
  const kinds = { before: 0, after: 0 };
  for (let race = 0; race < 100; race += 1) {
    const proposal = {
      ...mine,
      ...{ proposalId: `race-${who}-${race}`, fromUserId: 'other', toUserId: 'own' },
    };
    const { proposalId } = proposal;
    const write = { ...accept, proposalId, bet: betOn('open', 'other') };
    await tables.putProposal(proposal);
    await Promise.all(['own', 'other'].map(userId => tables.putUser(userId, 'active')));
    const racing = [() => tables.putUser(who, 'banned'), () => tables.store.decide(write)];
    const [first = racing[0], second] = race % 2 === 0 ? racing : racing.toReversed();
    const started = [first?.(), second?.()];
    const [one, other] = await Promise.all(started);
    const result = one ?? other;
    const isIn = (await tables.readProposal(proposalId))?.status === 'accepted';
    expect(result).toEqual(
      isIn
        ? { kind: 'written' }
        : who === 'own'
          ? { kind: 'user-not-allowed', userStatus: 'banned' }
          : { kind: 'other-not-available' },
    );
    kinds[isIn ? 'before' : 'after'] += 1;
    // Whoever asks after the ban is written is refused, whatever came of the race.
    const next = { ...proposal, proposalId: `${proposalId}-next` };
    await tables.putProposal(next);
    const late = await tables.store.decide({ ...write, proposalId: next.proposalId });
    expect(late).not.toEqual({ kind: 'written' });
    expect((await tables.readProposal(next.proposalId))?.status).toBe('pending');
  }
  // Else these were no races.
  expect(kinds.before).toBeGreaterThan(0);
  expect(kinds.after).toBeGreaterThan(0);
});
