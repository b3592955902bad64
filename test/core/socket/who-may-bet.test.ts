import { type AnswerPorts, answerMessage } from '../../../core/socket/answer-message.ts';
import { type ServerMessage, serverDataSchemas } from '../../../core/wire/socket/server-message.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';
import { createdAtMs, exampleProposal } from '../proposal/example-proposal.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const tokenExpiresAtMs = createdAtMs + 3_600_000;

let engine: TestEngine;
let tables: ProposalTestTables;
let ports: AnswerPorts;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  ports = {
    ...tables,
    gateway: { post: async () => ({ kind: 'sent' }), close: async () => ({ kind: 'sent' }) },
    tokenKey: { kind: 'secret', source: fixedSecret(secret) },
    issuer: 'gallobets',
    audience: 'gallobets-realtime',
    timeoutMs: 180_000,
    currencies,
    now: () => createdAtMs,
    onFailure: error => {
      throw error;
    },
  };
});

afterAll(() => engine.stop());

/** Says it on a socket of its own, which was opened with a token of that role and permissions. */
async function say(
  userId: string,
  message: unknown,
  token: { readonly role?: string; readonly permissions?: readonly string[] } = {},
): Promise<ServerMessage> {
  const user = { userId, connectionId: `${userId}-1`, role: 'bettor', tokenExpiresAtMs };
  const whence = { connectedAtMs: createdAtMs, sourceIp: '203.0.113.7', userAgent: 'test' };
  await tables.connections.open({ ...user, ...token, ...whence });
  const { connectedAtMs } = whence;
  const text = JSON.stringify(message);
  const answer = await answerMessage({ user, connectedAtMs, eventId: 'gw-1', text }, ports);
  // Every answer keeps the contract that clients parse by.
  expect(serverDataSchemas[answer.event].safeParse(answer.data).error).toBeUndefined();
  return answer;
}

const create = (requestId: string, data: object = {}) => ({
  action: 'create_pago_proposal',
  requestId,
  data: { toUserId: 'beto', fightId: 'open', amount: 5000, ...data },
});

const respond = (proposalId: string, response: 'accept' | 'reject') => ({
  action: 'respond_to_proposal',
  data: { proposalId, response },
});

const operator = { role: 'operator' };
const wrongRole = {
  code: 'ROLE_NOT_ALLOWED',
  category: 'CLIENT',
  recovery: 'none',
  message:
    'received the role operator, expected bettor, or a token with the permission proposals:make',
};

test('another role may not, but it may look and say no', async () => {
  expect(await say('ana', create('r-1'), operator)).toMatchObject({ data: wrongRole });
  await tables.putProposal(exampleProposal({ proposalId: 'p-2', fightId: 'open' }));
  expect(await say('beto', respond('p-2', 'accept'), operator)).toMatchObject({ data: wrongRole });
  expect(await say('beto', { action: 'get_pending_proposals' }, operator)).toMatchObject({
    event: 'pending_proposals',
  });
  expect(await say('beto', respond('p-2', 'reject'), operator)).toMatchObject({
    data: { outcome: 'rejected' },
  });
  await tables.putProposal(exampleProposal({ proposalId: 'p-3', fightId: 'open' }));
  const cancel = { action: 'cancel_proposal', data: { proposalId: 'p-3' } };
  expect(await say('ana', cancel, operator)).toMatchObject({ data: { outcome: 'cancelled' } });
});

test('another role may whose token says so', async () => {
  const permitted = { role: 'operator', permissions: ['proposals:make'] };
  expect(await say('ana', create('r-4'), permitted)).toMatchObject({ event: 'proposal_created' });
  await tables.putProposal(exampleProposal({ proposalId: 'p-4', fightId: 'open' }));
  expect(await say('beto', respond('p-4', 'accept'), permitted)).toMatchObject({
    data: { outcome: 'accepted' },
  });
});

test('USER_NOT_ALLOWED: whoever is no active user learns what they are', async () => {
  await tables.putUser('pia', 'pending');
  expect(await say('pia', create('r-5'))).toMatchObject({
    data: {
      code: 'USER_NOT_ALLOWED',
      message: 'user pia has status pending, expected status active',
    },
  });
  expect(await say('nora', create('r-6'))).toMatchObject({
    data: {
      code: 'USER_NOT_ALLOWED',
      message: 'there is no user nora yet, expected one with status active',
    },
  });
});

test('of the other side nobody learns whether it is banned, not yet active, or no user', async () => {
  await tables.putUser('bibi', 'banned');
  await tables.putUser('pia', 'pending');
  for (const other of ['bibi', 'pia', 'no-user']) {
    const asked = create(`to-${other}`, { toUserId: other });
    expect((await say('ana', asked)).data).toEqual({
      code: 'RECIPIENT_NOT_AVAILABLE',
      category: 'CLIENT',
      recovery: 'none',
      message: 'the recipient takes no part in bets now, expected an active user',
      action: 'create_pago_proposal',
    });
    const proposalId = `from-${other}`;
    await tables.putProposal(exampleProposal({ proposalId, fromUserId: other, fightId: 'open' }));
    expect(await say('beto', respond(proposalId, 'accept'))).toMatchObject({
      data: {
        code: 'MAKER_NOT_AVAILABLE',
        message: 'the maker takes no part in bets now, expected an active user',
      },
    });
  }
});
