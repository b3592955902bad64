import {
  type CreationAnswer,
  createProposal,
  endProposal,
} from '../../../core/proposal/proposal-desk.ts';
import { createOverdueProposals } from '../../../lambdas/adapters/proposals/overdue-proposals.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';
import { exampleProposal } from '../proposal/example-proposal.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');
const timeoutMs = 180_000;
const sockets = 20;

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
});

afterAll(() => engine.stop());

/**
 * A maker on twenty sockets. `open` counts a proposal from when its answer is there until before
 * anybody is asked to end it: never more than are really pending.
 */
function makerOf(fromUserId: string, now: () => number) {
  const open = new Set<string>();
  const refused: string[] = [];
  const overdue = createOverdueProposals(engine.client, 'Proposals');
  const ports = { ...tables, timeoutMs, currencies, now };
  let most = 0;
  let requests = 0;

  async function create(): Promise<CreationAnswer> {
    requests += 1;
    const data = { toUserId: 'beto', fightId: 'open', amount: 5_000 };
    const request = { kind: 'pago', fromUserId, requestId: `r-${requests}`, data } as const;
    const answer = await createProposal(request, ports);
    if (answer.kind === 'refused') refused.push(answer.code);
    else open.add(answer.proposal.proposalId);
    most = Math.max(most, open.size);
    return answer;
  }

  /** Ends one of them, now by a cancel, now by its deadline. */
  async function end(proposalId: string, isCancel: boolean): Promise<void> {
    open.delete(proposalId);
    if (!isCancel) {
      const proposal = await tables.store.find(proposalId);
      if (proposal) await overdue.timeOut(proposal);
      return;
    }
    const request = { proposalId, action: 'cancel', userId: fromUserId } as const;
    await endProposal({ ...request, decisionId: `c-${proposalId}` }, ports);
  }

  /** So many are made over all sockets, and each ended by whoever made it, at once. */
  async function flood(creates: number): Promise<void> {
    let made = 0;
    const socket = async () => {
      while (made < creates) {
        const answer = await create();
        if (answer.kind === 'refused') continue;
        made += 1;
        await end(answer.proposal.proposalId, made % 3 > 0);
      }
    };
    await Promise.all(Array.from({ length: sockets }, socket));
  }

  return { create, flood, open, refused, most: () => most };
}

test('205 creates and ends over 20 sockets, and a maker never has a 21st pending; nothing is hidden', async () => {
  let clock = start;
  const now = () => clock++;
  const honest = exampleProposal({ proposalId: 'honest', fromUserId: 'carla', toUserId: 'beto' });
  await tables.putProposal(honest);
  const ana = makerOf('ana', now);
  // Those that stay are soon behind 205 newer ones.
  for (let made = 0; made < 10; made += 1) await ana.create();
  await ana.flood(205);
  await Promise.all(Array.from({ length: 25 }, ana.create));
  expect(ana.open.size).toBe(20);
  expect(ana.most()).toBe(20);
  expect(new Set(ana.refused)).toEqual(new Set(['TOO_MANY_PENDING']));
  const { pending } = await tables.listedOf('beto', clock);
  expect(pending.toSorted()).toEqual([...ana.open, 'honest'].sort());
  expect((await tables.listedOf('ana', clock)).pending.toSorted()).toEqual([...ana.open].sort());
});

test('twenty that run out together make room for twenty, however many ask for it at once', async () => {
  let clock = start;
  const dora = makerOf('dora', () => clock++);
  for (let made = 0; made < 20; made += 1) await dora.create();
  expect(await dora.create()).toMatchObject({ code: 'TOO_MANY_PENDING' });
  clock += timeoutMs;
  dora.open.clear();
  await Promise.all(Array.from({ length: 40 }, dora.create));
  expect(dora.open.size).toBe(20);
  expect((await tables.setOf('dora')).toSorted()).toEqual([...dora.open].sort());
});

test('what a backend writes for a maker is its own affair: it takes no place', async () => {
  let clock = start;
  const eva = makerOf('eva', () => clock++);
  for (let index = 0; index < 25; index += 1) {
    await tables.putProposal(exampleProposal({ proposalId: `eva-${index}`, fromUserId: 'eva' }));
  }
  expect(await eva.create()).toMatchObject({ kind: 'done' });
  expect((await tables.listedOf('eva', clock)).pending).toHaveLength(26);
});
