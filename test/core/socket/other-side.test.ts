import { type AnswerPorts, answerMessage } from '../../../core/socket/answer-message.ts';
import type { ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');
const tokenExpiresAtMs = start + 3_600_000;

let engine: TestEngine;
let tables: ProposalTestTables;
const failures: unknown[] = [];

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  for (const userId of ['ines', 'otto']) {
    await tables.putUser(userId);
    await tables.connections.open({
      ...{ userId, connectionId: `${userId}-1`, role: 'bettor', connectedAtMs: start },
      ...{ tokenExpiresAtMs, sourceIp: '203.0.113.7', userAgent: 'test' },
    });
  }
});

afterAll(() => engine.stop());

async function say(
  userId: string,
  message: unknown,
  gateway: AnswerPorts['gateway'] = postsSeen().gateway,
): Promise<ServerMessage> {
  const connectionId = `${userId}-1`;
  const user = { userId, role: 'bettor', connectionId, tokenExpiresAtMs };
  const text = JSON.stringify(message);
  const ports: AnswerPorts = {
    ...tables,
    gateway,
    tokenKey: { kind: 'secret', source: fixedSecret(new Uint8Array(32)) },
    issuer: 'gallobets',
    audience: 'gallobets-realtime',
    timeoutMs: 180_000,
    currencies,
    now: () => start,
    onFailure: (error, context) => failures.push([error, context]),
  };
  return await answerMessage({ connectedAtMs: start, user, eventId: 'gw-1', text }, ports);
}

function create(requestId: string) {
  const data = { toUserId: 'otto', fightId: 'open', amount: 5000 };
  return { action: 'create_pago_proposal', requestId, data };
}

/** Posts that were made, as `connection message`, and the ports that make them. */
function postsSeen() {
  const posts: string[] = [];
  const gateway: AnswerPorts['gateway'] = {
    post: async (connectionId, text) => {
      posts.push(`${connectionId} ${(JSON.parse(text) as ServerMessage).id}`);
      return { kind: 'sent' };
    },
    close: async () => ({ kind: 'sent' }),
  };
  return { posts, gateway };
}

describe('the other side', () => {
  test('is sent a new proposal before its maker is answered, and a repeated one by the courier alone', async () => {
    const { posts, gateway } = postsSeen();
    const answer = await say('ines', create('at-once'), gateway);
    const { proposalId } = answer.data as { proposalId: string };
    expect(posts).toEqual([`otto-1 ${proposalId}.received`]);
    await say('ines', create('at-once'), gateway);
    expect(posts).toHaveLength(1);
  });

  test.each([
    ['accepted', 'otto', 'ines', { response: 'accept' }],
    ['rejected', 'otto', 'ines', { response: 'reject' }],
    ['cancelled', 'ines', 'otto', undefined],
  ] as const)(
    'is sent at once that it was %s, and not whoever decided',
    async (outcome, decider, other, response) => {
      const answer = await say('ines', create(`at-once-${outcome}`));
      const { proposalId } = answer.data as { proposalId: string };
      const { posts, gateway } = postsSeen();
      const action = response === undefined ? 'cancel_proposal' : 'respond_to_proposal';
      const decision = { action, requestId: `d-${outcome}`, data: { proposalId, ...response } };
      await say(decider, decision, gateway);
      expect(posts).toEqual([`${other}-1 ${proposalId}.${outcome}`]);
      await say(decider, decision, gateway);
      expect(posts).toHaveLength(1);
    },
  );

  test('that cannot be reached changes nothing about the answer', async () => {
    const post = async () => ({ kind: 'failed', cause: new Error('no way') }) as const;
    const gateway = { post, close: post };
    const answer = await say('ines', create('unreached'), gateway);
    expect(answer.event).toBe('proposal_created');
    expect(failures).toEqual([]);
  });
});
