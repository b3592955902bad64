import { pendingProposalsOf } from '../../../core/proposal/pending-proposals.ts';
import { createProposal, endProposal } from '../../../core/proposal/proposal-desk.ts';
import { createOverdueProposals } from '../../../lambdas/adapters/overdue-proposals.ts';
import { patientRequests, startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine({ requestHandler: patientRequests });
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
});

afterAll(() => engine.stop());

test('205 creates with cancels over 20 sockets leave a maker 20 pending', async () => {
  let clock = start;
  const ports = { ...tables, timeoutMs: 180_000, now: () => clock++ };
  let most = 0;
  const pending: string[] = [];
  let made = 0;
  const socket = async () => {
    while (made < 205) {
      made += 1;
      const request = {
        kind: 'pago',
        fromUserId: 'ana',
        requestId: `r-${made}`,
        data: { toUserId: 'beto', fightId: 'open', amount: 5000 },
      } as const;
      const answer = await createProposal(request, ports);
      if (answer.kind === 'done') {
        pending.push(answer.proposal.proposalId);
        most = Math.max(most, pending.length);
      }
      if (made % 2 === 0 && pending.length > 0) {
        const proposalId = pending.pop() as string;
        await endProposal(
          { proposalId, action: 'cancel', userId: 'ana', decisionId: `c-${made}` },
          ports,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, socket));
  expect(most).toBe(20);
  void createOverdueProposals;
});
