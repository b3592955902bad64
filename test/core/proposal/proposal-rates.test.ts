import { type AnswerPorts, answerMessage } from '../../../core/socket/answer-message.ts';
import type { ServerMessage } from '../../../core/wire/socket/server-message.ts';
import { serverDataSchemas } from '../../../core/wire/socket/server-message.ts';
import { createRequestRates } from '../../../lambdas/adapters/limits/request-rates.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;
let nowMs = start;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
});

afterAll(() => engine.stop());

beforeEach(() => {
  nowMs = start;
});

const fail = (error: unknown) => {
  throw error;
};

/** A socket of the user, in an environment of its own. */
async function open(userId: string, connectionId: string) {
  await tables.putUser(userId);
  const ports: AnswerPorts = {
    ...tables,
    rates: createRequestRates(engine.client, 'Limits', () => nowMs, fail),
    gateway: { post: async () => ({ kind: 'sent' }), close: async () => ({ kind: 'sent' }) },
    tokenKey: { kind: 'secret', source: fixedSecret(new Uint8Array(32)) },
    ...{ issuer: 'gallobets', audience: 'gallobets-realtime', timeoutMs: 180_000 },
    currencies,
    now: () => nowMs,
    onFailure: fail,
  };
  const user = { userId, connectionId, role: 'bettor', tokenExpiresAtMs: start + 3_600_000 };
  await tables.connections.open({
    ...user,
    ...{ sourceIp: '203.0.113.7', userAgent: '', connectedAtMs: start },
  });
  return async (message: unknown): Promise<ServerMessage> => {
    const text = JSON.stringify(message);
    const received = { user, connectedAtMs: start, eventId: 'gw-1', text };
    const answer = await answerMessage(received, ports);
    expect(serverDataSchemas[answer.event].safeParse(answer.data).error).toBeUndefined();
    return answer;
  };
}

const create = {
  action: 'create_pago_proposal',
  requestId: 'r-1',
  data: { toUserId: 'beto', fightId: 'none', amount: 1 },
};
const cancel = { action: 'cancel_proposal', requestId: 'c-1', data: { proposalId: 'p-none' } };

test.each([
  ['proposals', create, 'FIGHT_NOT_FOUND', cancel],
  ['cancellations', cancel, 'PROPOSAL_NOT_FOUND', create],
])(
  'the 61st of %s in a minute is refused on whichever socket, and says when to come back',
  async (name, message, code, other) => {
    const userId = `user-of-${name}`;
    await tables.putUser(userId, 'active');
    const first = await open(userId, `${name}-1`);
    for (let made = 0; made < 30; made += 1) {
      nowMs += 200;
      expect(await first(message)).toMatchObject({ data: { code } });
    }
    // A socket that is new, on another machine, has not the limit anew.
    const second = await open(userId, `${name}-2`);
    for (let made = 0; made < 30; made += 1) {
      nowMs += 200;
      expect(await second(message)).toMatchObject({ data: { code } });
    }
    const refused = { event: 'proposal_error', requestId: message.requestId };
    for (const say of [second, first, await open(userId, `${name}-3`)]) {
      expect(await say(message)).toMatchObject({
        ...refused,
        data: {
          code: 'RATE_LIMITED',
          category: 'RATE_LIMIT',
          recovery: 'backoff',
          retryAfterMs: 48_000,
          message: `received more than 60 ${name} in 60 s from you; expected fewer`,
          action: message.action,
        },
      });
    }
    // Each has a count of its own, and so has each user.
    expect((await first(other)).data).not.toMatchObject({ code: 'RATE_LIMITED' });
    await tables.putUser(`other-${name}`, 'active');
    const stranger = await open(`other-${name}`, `${name}-4`);
    expect(await stranger(message)).toMatchObject({ data: { code } });
    nowMs = start + 60_000;
    expect(await first(message)).toMatchObject({ data: { code } });
  },
);

test('a list is asked for by page, and by no page that was none', async () => {
  const say = await open('lea', 'lea-1');
  const ask = (data: unknown) => say({ action: 'get_pending_proposals', requestId: 'g-1', data });
  expect(await ask({})).toMatchObject({ event: 'pending_proposals', data: { truncated: false } });
  expect(await ask({ next: 'x' })).toMatchObject({
    event: 'proposal_error',
    requestId: 'g-1',
    data: {
      code: 'INVALID_MESSAGE',
      message: 'data.next: received what no page had as next, expected it unchanged',
    },
  });
});
