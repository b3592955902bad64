import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createOverdueProposals } from '../../../../lambdas/adapters/proposals/overdue-proposals.ts';
import { nextOf, positionOf } from '../../../../lambdas/adapters/proposals/proposal-lists.ts';
import { exampleProposal } from '../../../core/proposal/example-proposal.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../../support/proposal-tables.ts';

const now = Date.parse('2026-11-20T20:01:00.000Z');
const boundIso = '2026-11-20T20:01:00.000Z';

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
});

afterAll(() => engine.stop());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('a user’s lists are distinguished by side, the one that ends first first', async () => {
  const put = (proposalId: string, expiresAt: string) =>
    tables.putProposal(exampleProposal({ proposalId, expiresAt }));
  await put('later', '2026-11-20T20:04:00.000Z');
  await put('sooner', '2026-11-20T20:02:00.000Z');
  await put('over', '2026-11-20T20:01:00.000Z');
  const pending = ['sooner', 'later'];
  expect(await tables.listedOf('ana', now)).toEqual({ pages: 1, pending, recent: [] });
  expect(await tables.listedOf('beto', now)).toEqual({ pages: 1, pending, recent: [] });
});

test('what awaits an answer is found behind 400 that were made and cancelled since', async () => {
  await tables.putProposal(exampleProposal({ proposalId: 'honest', toUserId: 'flooded' }));
  const flood = (index: number) =>
    exampleProposal({
      proposalId: `flood-${index}`,
      fromUserId: 'mallory',
      toUserId: 'flooded',
      createdAt: '2026-11-20T20:00:30.000Z',
      expiresAt: '2026-11-20T20:03:30.000Z',
      status: 'cancelled',
      decidedAt: '2026-11-20T20:00:31.000Z',
    });
  await Promise.all(numbers(400).map(index => tables.putProposal(flood(index))));
  const listed = await tables.listedOf('flooded', now);
  expect(listed.pending).toEqual(['honest']);
  expect(new Set(listed.recent).size).toBe(400);
  expect(listed.pages).toBe(5);
});

test('250 that are pending are read in three pages, each once, whatever ends meanwhile', async () => {
  const put = (index: number) =>
    tables.putProposal(
      exampleProposal({
        proposalId: `many-${String(index).padStart(3, '0')}`,
        fromUserId: `maker-${index % 13}`,
        toUserId: 'popular',
        expiresAt: new Date(now + 1 + Math.floor(index / 7)).toISOString(),
      }),
    );
  await Promise.all(numbers(250).map(put));
  const listed = await tables.listedOf('popular', now);
  expect(listed.pages).toBe(3);
  expect(listed.pending.toSorted()).toEqual(
    numbers(250).map(index => `many-${String(index).padStart(3, '0')}`),
  );
  const read = { userId: 'popular', list: 'received', limit: 100 } as const;
  const { stop } = await tables.lists.read({ ...read, boundIso });
  // The place where the first page ended is in the past now.
  const later = await tables.lists.read({
    ...read,
    boundIso: new Date(now + 20).toISOString(),
    after: stop,
  });
  expect(later.found[0]?.proposal.expiresAt).toBe('2026-11-20T20:01:00.021Z');
});

test('an outcome of the last hour is behind no number of others, and older ones are left out', async () => {
  const put = (proposalId: string, decidedAt: string, fromUserId = 'mallory') =>
    tables.putProposal(
      exampleProposal({
        ...{ proposalId, fromUserId, toUserId: 'owner', status: 'cancelled', decidedAt },
      }),
    );
  await put('mine', '2026-11-20T19:02:00.000Z', 'honest');
  await put('too-old', '2026-11-20T19:00:59.999Z');
  await Promise.all(numbers(150).map(index => put(`noise-${index}`, '2026-11-20T20:00:00.000Z')));
  const { recent } = await tables.listedOf('owner', now);
  expect(recent).toHaveLength(151);
  expect(recent.at(-1)).toBe('mine');
  const after = { key: '2026-11-20T19:00:59.999Z', proposalId: 'too-old' };
  const hour = '2026-11-20T19:01:00.000Z';
  const read = { userId: 'owner', list: 'ended-received', boundIso: hour, limit: 100 } as const;
  expect(await tables.lists.read({ ...read, after })).toEqual({ found: [] });
});

test('an item that breaks the contract is left out, and takes no other with it', async () => {
  await tables.putProposal(exampleProposal({ proposalId: 'good', fromUserId: 'dora' }));
  await engine.client.send(
    new PutItemCommand({
      TableName: 'Proposals',
      Item: {
        proposalId: { S: 'broken' },
        fromUserId: { S: 'dora' },
        pendingUntil: { S: '2026-11-20T20:02:00.000Z' },
        amount: { N: '90071992547409930000000001' },
      },
    }),
  );
  expect((await tables.listedOf('dora', now)).pending).toEqual(['good']);
});

describe('every write that ends a proposal takes it out of the pending ones', () => {
  test.each([
    [
      'an answer',
      (proposalId: string) =>
        tables.store.decide({
          proposalId,
          decider: { side: 'toUserId', userId: 'gil' },
          outcome: 'rejected',
          decidedAt: '2026-11-20T20:01:00.000Z',
          decisionId: 'd-1',
        }),
    ],
    [
      'the sweeper',
      (proposalId: string) =>
        createOverdueProposals(engine.client, 'Proposals').timeOut({
          proposalId,
          expiresAt: '2026-11-20T20:03:00.000Z',
        }),
    ],
  ])('%s', async (title, end) => {
    const proposalId = `ends-by-${title.length}`;
    const fromUserId = `fay-${title.length}`;
    await tables.putProposal(exampleProposal({ proposalId, fromUserId, toUserId: 'gil' }));
    expect((await tables.listedOf(fromUserId, now)).pending).toEqual([proposalId]);
    await end(proposalId);
    expect(await tables.readProposal(proposalId)).not.toHaveProperty('pendingUntil');
    expect(await tables.listedOf(fromUserId, now)).toMatchObject({
      pending: [],
      recent: [proposalId],
    });
  });
});

test('what an index shows as pending and as ended at once has ended', async () => {
  const ended = exampleProposal({
    proposalId: 'both',
    fromUserId: 'kim',
    status: 'accepted',
    decidedAt: '2026-11-20T20:00:30.000Z',
  });
  const keys = { pendingUntil: ended.expiresAt, endedAt: ended.decidedAt };
  const put = new PutCommand({ TableName: 'Proposals', Item: { ...ended, ...keys } });
  await engine.client.send(put);
  expect(await tables.listedOf('kim', now)).toMatchObject({ pending: [], recent: ['both'] });
});

describe('a position', () => {
  const position = {
    list: 'received',
    key: '2026-11-20T20:03:00.000Z',
    proposalId: 'p-1',
  } as const;

  test('comes back as it was given', () => {
    expect(positionOf(nextOf(position))).toEqual(position);
  });

  const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each([
    ['no text of ours', 'x'],
    ['of a list that is none', text({ ...position, list: 'all' })],
    ['with more than it has', text({ ...position, userId: 'ana' })],
    ['with a key that is no time', text({ ...position, key: 'x'.repeat(65) })],
  ])('that is %s is none', (_title, next) => {
    expect(positionOf(next)).toBeUndefined();
  });
});
