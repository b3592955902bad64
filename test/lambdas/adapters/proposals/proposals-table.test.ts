import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createProposal, endProposal } from '../../../../core/proposal/proposal-desk.ts';
import type { ProposalStore } from '../../../../core/proposal/proposal-store.ts';
import { createOverdueProposals } from '../../../../lambdas/adapters/proposals/overdue-proposals.ts';
import { createProposalsTable } from '../../../../lambdas/adapters/proposals/proposals-table.ts';
import { exampleProposal } from '../../../core/proposal/example-proposal.ts';
import { currencies } from '../../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../../support/proposal-tables.ts';

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  await tables.putFight('closed', 'live');
  for (const userId of ['seth', 'tess']) await tables.putUser(userId);
});

afterAll(() => engine.stop());

const accept = {
  decider: { side: 'toUserId', userId: 'beto' },
  outcome: 'accepted',
  decidedAt: '2026-11-20T20:01:00.000Z',
  decisionId: 'd-1',
} as const;

const tableNames = {
  ...{ proposalsTableName: 'Proposals', fightsTableName: 'Fights', limitsTableName: 'Limits' },
  ...{ usersTableName: 'Users', checkUsers: true },
};

const betOn = (fightId: string, makerId = 'ana') => ({ fightId, makerId });

describe('creating', () => {
  test('a new proposal about an open fight is there when that is said', async () => {
    const proposal = exampleProposal({ proposalId: 'c-1', fightId: 'open' });
    expect(await tables.store.create(proposal)).toEqual({ kind: 'created' });
    expect(await tables.store.find('c-1')).toEqual(proposal);
  });

  test('one that exists is given back, even when the window has closed since', async () => {
    const proposal = exampleProposal({ proposalId: 'c-2', fightId: 'closed' });
    await tables.putProposal(proposal);
    expect(await tables.store.create({ ...proposal, amount: 1 })).toEqual({
      kind: 'exists',
      proposal,
    });
  });

  test('a closed window and a missing fight are distinguished, and nothing is written', async () => {
    expect(
      await tables.store.create(exampleProposal({ proposalId: 'c-3', fightId: 'closed' })),
    ).toEqual({ kind: 'betting-closed', fightStatus: 'live' });
    expect(
      await tables.store.create(exampleProposal({ proposalId: 'c-3', fightId: 'none' })),
    ).toEqual({ kind: 'fight-not-found' });
    expect(await tables.store.find('c-3')).toBeUndefined();
  });
});

describe('the set of what a maker has pending', () => {
  test('grows with the proposal, or not at all, and outlives the longest proposal there may be', async () => {
    const by = (proposalId: string, fightId: string) =>
      exampleProposal({ proposalId, fightId, fromUserId: 'seth' });
    await tables.store.create(by('s-1', 'open'));
    await tables.store.create(by('s-2', 'closed'));
    await tables.store.create(by('s-1', 'open'));
    const Key = { subject: 'pending#seth', slot: 'all' };
    const get = new GetCommand({ TableName: 'Limits', Key, ConsistentRead: true });
    expect((await engine.client.send(get)).Item).toEqual({
      ...Key,
      proposals: new Set(['s-1']),
      // A day after it was made.
      expiresAt: Date.parse('2026-11-21T20:00:00.000Z') / 1_000,
    });
  });

  test('that has no room says which are in it, and has room again for each that is released', async () => {
    const by = (n: number) =>
      exampleProposal({ proposalId: `t-${n}`, fightId: 'open', fromUserId: 'tess' });
    for (let n = 0; n < 20; n += 1) {
      expect(await tables.store.create(by(n))).toEqual({ kind: 'created' });
    }
    const full = await tables.store.create(by(20));
    expect(full).toEqual({ kind: 'no-room', ids: expect.arrayContaining(['t-0', 't-19']) });
    // One that is there already is given back, and one about a closed fight refused for that.
    expect(await tables.store.create(by(3))).toMatchObject({ kind: 'exists' });
    expect(await tables.store.create({ ...by(21), fightId: 'closed' })).toMatchObject({
      kind: 'betting-closed',
    });
    await tables.store.release('tess', ['t-4', 't-none']);
    expect(await tables.store.create(by(20))).toEqual({ kind: 'created' });
    expect(await tables.store.create(by(21))).toMatchObject({ kind: 'no-room' });
  });
});

describe('deciding', () => {
  test('a decision leaves its outcome, time and request with the proposal', async () => {
    await tables.putProposal(exampleProposal({ proposalId: 'd-1', fightId: 'open' }));
    const write = { ...accept, proposalId: 'd-1', bet: betOn('open') };
    expect(await tables.store.decide(write)).toEqual({ kind: 'written' });
    expect(await tables.readProposal('d-1')).toEqual({
      ...exampleProposal({ proposalId: 'd-1', fightId: 'open' }),
      status: 'accepted',
      decidedAt: '2026-11-20T20:01:00.000Z',
      updatedAt: '2026-11-20T20:01:00.000Z',
      // And `pendingUntil` is gone.
      endedAt: '2026-11-20T20:01:00.000Z',
      decisionId: 'd-1',
    });
  });

  test.each([
    ['no longer pending', { status: 'cancelled' }],
    ['past its end', { expiresAt: '2026-11-20T20:01:00.000Z' }],
    ['another recipient’s', { toUserId: 'carla' }],
  ] as const)('a proposal that is %s stays as it is, and is given back', async (title, change) => {
    const proposal = exampleProposal({
      proposalId: `d-${title.length}`,
      fightId: 'open',
      ...change,
    });
    const write = { ...accept, proposalId: proposal.proposalId };
    for (const fightId of ['open', 'closed']) {
      await tables.putProposal(proposal);
      const stored = await tables.readProposal(proposal.proposalId);
      expect(await tables.store.decide({ ...write, bet: betOn(fightId) })).toEqual({
        kind: 'lost',
        proposal,
      });
      expect(await tables.store.find(proposal.proposalId)).toEqual(proposal);
      expect(await tables.readProposal(proposal.proposalId)).toEqual(stored);
    }
    expect(await tables.store.decide(write)).toEqual({ kind: 'lost', proposal });
  });

  test('a proposal that is not there is lost, and none is made', async () => {
    const write = { ...accept, proposalId: 'd-none' };
    expect(await tables.store.decide(write)).toEqual({ kind: 'lost', proposal: undefined });
    expect(await tables.store.decide({ ...write, bet: betOn('open') })).toEqual({
      kind: 'lost',
      proposal: undefined,
    });
    expect(await tables.readProposal('d-none')).toBeUndefined();
  });

  test('accepting needs an open fight', async () => {
    await tables.putProposal(exampleProposal({ proposalId: 'd-5', fightId: 'closed' }));
    const write = { ...accept, proposalId: 'd-5' };
    expect(await tables.store.decide({ ...write, bet: betOn('closed') })).toEqual({
      kind: 'betting-closed',
      fightStatus: 'live',
    });
    expect(await tables.store.decide({ ...write, bet: betOn('none') })).toEqual({
      kind: 'fight-not-found',
    });
  });
});

test('an item that breaks the contract is none to answer', async () => {
  await tables.putProposal(exampleProposal({ proposalId: 'broken', amount: -1 }));
  expect(await tables.store.find('broken')).toBeUndefined();
});

test('the same request twenty times at once makes one proposal and one answer', async () => {
  const request = {
    kind: 'pago',
    fromUserId: 'dora',
    requestId: 'r-1',
    data: { toUserId: 'beto', fightId: 'open', amount: 5000 },
  } as const;
  let clock = Date.parse('2026-11-20T20:00:00.000Z');
  const ports = { ...tables, timeoutMs: 180_000, currencies, now: () => clock++ };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => createProposal(request, ports)),
  );
  const made = answers.filter(answer => answer.kind === 'done' && answer.isNew);
  expect(made).toMatchObject([{ proposal: { fromUserId: 'dora' } }]);
  for (const answer of answers) expect({ ...answer, isNew: true }).toEqual(made[0]);
  expect((await tables.listedOf('dora', clock)).pending).toHaveLength(1);
  expect(await tables.setOf('dora')).toHaveLength(1);
});

describe('200 races of accept against timeout have one outcome each', () => {
  const wins = { accepted: 0, timeout: 0 };
  afterAll(() => {
    // Else these were no races.
    expect(wins.accepted).toBeGreaterThan(0);
    expect(wins.timeout).toBeGreaterThan(0);
  });

  test.each(['read', 'decide'] as const)('a hundred with the timer at the %s', async moment => {
    const overdue = createOverdueProposals(engine.client, 'Proposals');
    for (let race = 0; race < 100; race += 1) {
      const proposal = exampleProposal({ proposalId: `${moment}-${race}`, fightId: 'open' });
      await tables.putProposal(proposal);
      let timingOut: Promise<boolean> | undefined;
      const store: ProposalStore = {
        ...tables.store,
        find: proposalId => {
          const found = tables.store.find(proposalId);
          if (moment === 'read') timingOut = overdue.timeOut(proposal);
          return found;
        },
        decide: write => {
          const decided = tables.store.decide(write);
          if (moment === 'decide') timingOut = overdue.timeOut(proposal);
          return decided;
        },
      };
      // The last millisecond: nothing but the conditions decides.
      const now = () => Date.parse('2026-11-20T20:02:59.999Z');
      const { proposalId } = proposal;
      const request = { proposalId, action: 'accept', userId: 'beto', decisionId: 'd-1' } as const;
      const answer = await endProposal(request, { store, now });
      const winner = (await timingOut) ? 'timeout' : 'accepted';
      expect(await tables.readProposal(proposalId)).toMatchObject({ status: winner });
      expect(answer).toMatchObject(
        winner === 'timeout'
          ? { kind: 'refused', code: 'PROPOSAL_EXPIRED' }
          : { kind: 'done', outcome: 'accepted' },
      );
      wins[winner] += 1;
    }
  });
});

describe('a transaction that meets another one', () => {
  // The engine never reports a conflict, so it is put in the way of a real write.
  function conflicting(times: number) {
    let left = times;
    const client = Object.create(engine.client) as TestEngine['client'];
    const send = engine.client.send.bind(engine.client) as (command: unknown) => Promise<unknown>;
    client.send = ((command: unknown) => {
      left -= 1;
      if (left < 0) return send(command);
      return Promise.reject(
        new TransactionCanceledException({
          $metadata: {},
          message: 'Transaction cancelled',
          CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
        }),
      );
    }) as typeof client.send;
    return createProposalsTable(client, tableNames);
  }

  test('is tried again', async () => {
    const proposal = exampleProposal({ proposalId: 'meet-1', fightId: 'open' });
    expect(await conflicting(3).create(proposal)).toEqual({ kind: 'created' });
  });

  test('is given up after six attempts', async () => {
    const proposal = exampleProposal({ proposalId: 'meet-2', fightId: 'open' });
    await expect(conflicting(6).create(proposal)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(await tables.store.find('meet-2')).toBeUndefined();
  });
});
