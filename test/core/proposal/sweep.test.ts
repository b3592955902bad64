import { maxPages, sweep } from '../../../core/proposal/sweep.ts';
import { createOverdueProposals } from '../../../lambdas/adapters/proposals/overdue-proposals.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';
import { exampleProposal } from './example-proposal.ts';

const now = Date.parse('2026-11-20T20:03:00.000Z');

describe('on a real engine', () => {
  let engine: TestEngine;
  let tables: ProposalTestTables;

  beforeAll(async () => {
    engine = await startTestEngine();
    tables = await createProposalTables(engine);
  });

  afterAll(() => engine.stop());

  test('what is pending past its end times out at its end; all else stays', async () => {
    await tables.putProposal(
      exampleProposal({ proposalId: 'overdue', expiresAt: '2026-11-20T20:02:54.999Z' }),
    );
    await tables.putProposal(
      exampleProposal({ proposalId: 'due-now', expiresAt: '2026-11-20T20:02:55.000Z' }),
    );
    await tables.putProposal(
      exampleProposal({
        proposalId: 'answered',
        status: 'accepted',
        expiresAt: '2026-11-20T20:02:00.000Z',
      }),
    );
    const overdue = createOverdueProposals(engine.client, 'Proposals');
    expect(await sweep(overdue, now)).toEqual({ timedOut: 1, lost: 0, failures: [] });
    expect(await tables.readProposal('overdue')).toEqual({
      ...exampleProposal({ proposalId: 'overdue', expiresAt: '2026-11-20T20:02:54.999Z' }),
      status: 'timeout',
      decidedAt: '2026-11-20T20:02:54.999Z',
      endedAt: '2026-11-20T20:02:54.999Z',
      updatedAt: '2026-11-20T20:02:54.999Z',
    });
    expect(await tables.readProposal('due-now')).toMatchObject({ status: 'pending' });
    expect(await tables.readProposal('answered')).toMatchObject({ status: 'accepted' });
  });

  test('more than a page is swept at once', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `page-${index}`);
    await Promise.all(
      ids.map(proposalId =>
        tables.putProposal(exampleProposal({ proposalId, expiresAt: '2026-11-20T20:01:00.000Z' })),
      ),
    );
    const overdue = createOverdueProposals(engine.client, 'Proposals');
    expect(await sweep(overdue, now)).toEqual({ timedOut: 120, lost: 0, failures: [] });
  });

  test('one that was answered meanwhile, or moved its end, is left alone', async () => {
    const overdue = createOverdueProposals(engine.client, 'Proposals');
    await tables.putProposal(exampleProposal({ proposalId: 'raced', status: 'accepted' }));
    const found = { proposalId: 'raced', expiresAt: '2026-11-20T20:03:00.000Z' };
    expect(await overdue.timeOut(found)).toBe(false);
    await tables.putProposal(
      exampleProposal({ proposalId: 'raced', expiresAt: '2026-11-20T21:00:00.000Z' }),
    );
    expect(await overdue.timeOut(found)).toBe(false);
  });
});

test('one that cannot be written keeps no other waiting, and is reported', async () => {
  const failure = new Error('no capacity');
  const summary = await sweep(
    {
      list: async () => ({
        proposals: [
          { proposalId: 'bad', expiresAt: 'x' },
          { proposalId: 'good', expiresAt: 'x' },
          { proposalId: 'lost', expiresAt: 'x' },
        ],
      }),
      timeOut: async ({ proposalId }) => {
        if (proposalId === 'bad') throw failure;
        return proposalId === 'good';
      },
    },
    now,
  );
  expect(summary).toEqual({ timedOut: 1, lost: 1, failures: [failure] });
});

test('a sweep ends after forty pages, whatever is left', async () => {
  let pages = 0;
  await sweep(
    {
      list: async () => {
        pages += 1;
        return { proposals: [], next: { page: pages } };
      },
      timeOut: async () => true,
    },
    now,
  );
  expect(pages).toBe(40);
  expect(maxPages).toBe(40);
});
