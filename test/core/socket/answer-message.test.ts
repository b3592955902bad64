import { signToken } from '../../../core/auth/sign-token.ts';
import { type AnswerPorts, answerMessage } from '../../../core/socket/answer-message.ts';
import { errorKind } from '../../../core/wire/error-category.ts';
import type { RefusalCode } from '../../../core/wire/socket/refusal-code.ts';
import { type ServerMessage, serverDataSchemas } from '../../../core/wire/socket/server-message.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';
import { exampleProposal } from '../proposal/example-proposal.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const start = Date.parse('2026-11-20T20:00:00.000Z');
const hourMs = 3_600_000;

let engine: TestEngine;
let tables: ProposalTestTables;
let nowMs = start;
const failures: unknown[] = [];

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  await tables.putFight('closed', 'live');
  for (const userId of ['cap', 'cap-2']) await tables.putUser(userId);
});

afterAll(() => engine.stop());

/** Users whose socket is open, or is left to the test. */
const connected = new Set<string>();

beforeEach(() => {
  connected.clear();
  connected.add('tina');
  nowMs = start;
  failures.length = 0;
});

function ports(change: Partial<AnswerPorts> = {}): AnswerPorts {
  return {
    ...tables,
    gateway: { post: async () => ({ kind: 'sent' }), close: async () => ({ kind: 'sent' }) },
    tokenKey: { kind: 'secret', source: fixedSecret(secret) },
    issuer: 'gallobets',
    audience: 'gallobets-realtime',
    timeoutMs: 180_000,
    currencies,
    now: () => nowMs,
    onFailure: (error, context) => failures.push([error, context]),
    ...change,
  };
}

async function open(userId: string): Promise<void> {
  connected.add(userId);
  await tables.connections.open({
    userId,
    connectionId: `${userId}-1`,
    role: 'bettor',
    connectedAtMs: start,
    tokenExpiresAtMs: start + hourMs,
    sourceIp: '203.0.113.7',
    userAgent: 'test',
  });
}

async function say(
  userId: string,
  message: unknown,
  change: Partial<AnswerPorts> = {},
): Promise<ServerMessage> {
  if (!connected.has(userId)) await open(userId);
  const answer = await answerMessage(
    {
      connectedAtMs: start,
      user: {
        userId,
        role: 'bettor',
        connectionId: `${userId}-1`,
        tokenExpiresAtMs: start + hourMs,
      },
      eventId: 'gw-1',
      text: JSON.stringify(message),
    },
    ports(change),
  );
  // Every answer keeps the contract that clients parse by.
  expect(serverDataSchemas[answer.event].safeParse(answer.data).error).toBeUndefined();
  return answer;
}

function create(requestId: string, data: object = {}) {
  return {
    action: 'create_pago_proposal',
    requestId,
    data: { toUserId: 'beto', fightId: 'open', amount: 5000, ...data },
  };
}

async function createdId(userId: string, requestId: string): Promise<string> {
  const answer = await say(userId, create(requestId));
  if (answer.event !== 'proposal_created') throw new Error(JSON.stringify(answer));
  return answer.data.proposalId;
}

function refusal(code: RefusalCode, action: string, requestId: string, more: object = {}) {
  return {
    event: 'proposal_error',
    requestId,
    id: 'gw-1',
    data: { code, action, ...errorKind(code), message: expect.any(String), ...more },
    timestamp: nowMs,
  };
}

describe('making a proposal', () => {
  test('its maker is sent the proposal, by an id that stays the same', async () => {
    const answer = await say('ana', { ...create('r-1'), action: 'create_doy_proposal' });
    expect(answer).toEqual({
      event: 'proposal_created',
      requestId: 'r-1',
      id: expect.stringMatching(/^p-[0-9a-f]{64}\.created$/),
      timestamp: start,
      data: {
        proposalId: expect.stringMatching(/^p-[0-9a-f]{64}$/),
        proposal: {
          proposalId: expect.stringMatching(/^p-[0-9a-f]{64}$/),
          kind: 'doy',
          fromUserId: 'ana',
          toUserId: 'beto',
          fightId: 'open',
          amount: 5000,
          currency: 'MXN',
          status: 'pending',
          createdAt: '2026-11-20T20:00:00.000Z',
          expiresAt: '2026-11-20T20:03:00.000Z',
        },
      },
    });
  });

  test('the same request again is answered the same, whatever became of the fight', async () => {
    await tables.putFight('closing', 'betting');
    const first = await say('ana', create('r-2', { fightId: 'closing' }));
    await tables.putFight('closing', 'live');
    nowMs += 1000;
    expect(await say('ana', create('r-2', { fightId: 'closing' }))).toEqual({
      ...first,
      timestamp: start + 1000,
    });
  });

  test('the same requestId for another wish is refused', async () => {
    await say('ana', create('r-3'));
    expect(await say('ana', create('r-3', { amount: 1 }))).toEqual(
      refusal('REQUEST_ID_REUSED', 'create_pago_proposal', 'r-3'),
    );
  });

  test.each<[RefusalCode, string, object]>([
    ['SELF_PROPOSAL', 'to oneself', { toUserId: 'ana' }],
    ['CURRENCY_NOT_ALLOWED', 'in a currency of another stack', { currency: 'USD' }],
    ['FIGHT_NOT_FOUND', 'about no fight', { fightId: 'none' }],
    ['BETTING_CLOSED', 'about a fight whose window is closed', { fightId: 'closed' }],
    ['INVALID_MESSAGE', 'of no amount', { amount: 0 }],
  ])('%s: a proposal %s', async (code, _title, data) => {
    expect(await say('ana', create('r-4', data))).toEqual(
      refusal(code, 'create_pago_proposal', 'r-4'),
    );
  });

  test('a requestId is needed', async () => {
    const { requestId: _, ...nameless } = create('r-5');
    const answer = await say('ana', nameless);
    expect(answer).not.toHaveProperty('requestId');
    expect(answer.data).toEqual({
      code: 'INVALID_MESSAGE',
      category: 'VALIDATION',
      recovery: 'none',
      message: 'requestId: received none, expected one of your own',
      action: 'create_pago_proposal',
    });
  });

  test('the twentieth pending one is made, the next refused, until one ends', async () => {
    const ids: string[] = [];
    for (let made = 1; made <= 20; made += 1) ids.push(await createdId('cap', `r-${made}`));
    expect(await say('cap', create('r-21'))).toEqual(
      refusal('TOO_MANY_PENDING', 'create_pago_proposal', 'r-21'),
    );
    // A repetition is no new one.
    expect(await say('cap', create('r-20'))).toMatchObject({ event: 'proposal_created' });
    await say('cap', { action: 'cancel_proposal', data: { proposalId: ids[0] } });
    expect(await say('cap', create('r-21'))).toMatchObject({ event: 'proposal_created' });
  });

  test('those past their end do not count', async () => {
    for (let made = 1; made <= 20; made += 1) await createdId('cap-2', `r-${made}`);
    nowMs += 180_000;
    expect(await say('cap-2', create('r-21'))).toMatchObject({ event: 'proposal_created' });
  });
});

describe('ending a proposal', () => {
  test.each([
    ['accept', 'beto', { action: 'respond_to_proposal', response: 'accept' }, 'accepted'],
    ['reject', 'beto', { action: 'respond_to_proposal', response: 'reject' }, 'rejected'],
    ['cancel', 'ana', { action: 'cancel_proposal' }, 'cancelled'],
  ])(
    '%s: whoever asks gets the result that both sides will get',
    async (name, who, how, outcome) => {
      const proposalId = await createdId('ana', `end-${name}`);
      nowMs += 1000;
      const { action, ...data } = how;
      const message = { action, requestId: 'e-1', data: { proposalId, ...data } };
      const answer = await say(who, message);
      expect(answer).toMatchObject({
        event: 'proposal_result',
        requestId: 'e-1',
        id: `${proposalId}.${outcome}`,
        data: {
          proposalId,
          outcome,
          proposal: { proposalId, status: outcome, decidedAt: '2026-11-20T20:00:01.000Z' },
        },
      });
      expect(answer).not.toHaveProperty('data.proposal.decisionId');
      nowMs += 1000;
      // The answer was lost on its way; the repetition brings it again.
      expect(await say(who, message)).toEqual({ ...answer, timestamp: start + 2000 });
      expect(await say(who, { ...message, requestId: 'e-2' })).toEqual(
        refusal('PROPOSAL_NOT_PENDING', action, 'e-2', { proposalId }),
      );
    },
  );

  test.each<[RefusalCode, string, string]>([
    ['PROPOSAL_NOT_FOUND', 'carla', 'accept'],
    ['PROPOSAL_NOT_FOUND', 'carla', 'cancel'],
    ['NOT_RECIPIENT', 'ana', 'accept'],
    ['NOT_RECIPIENT', 'ana', 'reject'],
    ['NOT_MAKER', 'beto', 'cancel'],
  ])('%s: what %s gets for %s', async (code, who, wish) => {
    const proposalId = await createdId('ana', `refuse-${code}-${wish}`);
    const message =
      wish === 'cancel'
        ? { action: 'cancel_proposal', requestId: 'e-1', data: { proposalId } }
        : { action: 'respond_to_proposal', requestId: 'e-1', data: { proposalId, response: wish } };
    expect(await say(who, message)).toEqual(refusal(code, message.action, 'e-1', { proposalId }));
    expect(await tables.readProposal(proposalId)).toMatchObject({ status: 'pending' });
  });

  test('PROPOSAL_EXPIRED: an answer at its end, though no timer has come', async () => {
    const proposalId = await createdId('ana', 'late');
    nowMs += 180_000;
    const data = { proposalId, response: 'accept' };
    expect(await say('beto', { action: 'respond_to_proposal', requestId: 'e-1', data })).toEqual(
      refusal('PROPOSAL_EXPIRED', 'respond_to_proposal', 'e-1', { proposalId }),
    );
  });

  test('BETTING_CLOSED: after the window closes it can be rejected, and not accepted', async () => {
    await tables.putFight('night', 'betting');
    const answer = await say('ana', create('night', { fightId: 'night' }));
    await tables.putFight('night', 'live');
    const { proposalId } = answer.data as { proposalId: string };
    const respond = (response: string) => ({
      action: 'respond_to_proposal',
      requestId: 'e-1',
      data: { proposalId, response },
    });
    expect(await say('beto', respond('accept'))).toEqual(
      refusal('BETTING_CLOSED', 'respond_to_proposal', 'e-1', { proposalId }),
    );
    expect(await say('beto', respond('reject'))).toMatchObject({ data: { outcome: 'rejected' } });
  });
});

test('the list holds what awaits an answer and the outcomes of the last hour, of both sides', async () => {
  await tables.putProposal(
    exampleProposal({ proposalId: 'l-1', fromUserId: 'eva', toUserId: 'x' }),
  );
  await tables.putProposal(
    exampleProposal({
      proposalId: 'l-2',
      fromUserId: 'x',
      toUserId: 'eva',
      status: 'rejected',
      decidedAt: '2026-11-20T19:30:00.000Z',
    }),
  );
  expect(await say('eva', { action: 'get_pending_proposals', requestId: 'g-1' })).toMatchObject({
    event: 'pending_proposals',
    requestId: 'g-1',
    id: 'gw-1',
    data: {
      pending: [{ proposalId: 'l-1' }],
      recent: [{ proposalId: 'l-2' }],
      truncated: false,
      currencies: [{ code: 'MXN' }, { code: 'JPY' }],
    },
  });
});

test('a ping is answered by a pong', async () => {
  expect(await say('ana', { action: 'ping', requestId: 'p-1' })).toEqual({
    event: 'pong',
    requestId: 'p-1',
    id: 'gw-1',
    data: {},
    timestamp: start,
  });
});

test('UNKNOWN_ACTION: what nobody knows is refused by name', async () => {
  expect(await say('ana', { action: 'dance', requestId: 'u-1' })).toEqual(
    refusal('UNKNOWN_ACTION', 'dance', 'u-1'),
  );
});

describe('the token', () => {
  const message = { action: 'ping', requestId: 't-1' };

  async function token(change: Partial<Parameters<typeof signToken>[0]> = {}) {
    return await signToken(
      {
        userId: 'tina',
        role: 'bettor',
        issuer: 'gallobets',
        audience: 'gallobets-realtime',
        ttlSeconds: 3600,
        now: nowMs,
        ...change,
      },
      secret,
    );
  }

  test('TOKEN_EXPIRED: from its end on, every message is refused but authenticate [G10]', async () => {
    await open('tina');
    nowMs = start + hourMs - 1;
    expect(await say('tina', message)).toMatchObject({ event: 'pong' });
    nowMs = start + hourMs;
    expect(await say('tina', message)).toEqual(refusal('TOKEN_EXPIRED', 'ping', 't-1'));
    const fresh = await token();
    const authenticate = { action: 'authenticate', requestId: 't-2', data: { token: fresh } };
    expect(await say('tina', authenticate)).toEqual({
      event: 'authenticated',
      requestId: 't-2',
      id: 'gw-1',
      data: { userId: 'tina', role: 'bettor', expiresAt: start + 2 * hourMs },
      timestamp: nowMs,
    });
    expect(await say('tina', message)).toMatchObject({ event: 'pong' });
    nowMs = start + 2 * hourMs;
    expect(await say('tina', message)).toEqual(refusal('TOKEN_EXPIRED', 'ping', 't-1'));
  });

  test.each([
    ['TOKEN_EXPIRED', { ttlSeconds: -60 }],
    ['TOKEN_REFUSED', { issuer: 'someone' }],
    ['OTHER_USER', { userId: 'ana' }],
  ])('%s: authenticate is refused, and the token not repeated [W2]', async (code, change) => {
    await open('tina');
    const refused = await token(change);
    const answer = await say('tina', { action: 'authenticate', data: { token: refused } });
    expect(answer).toMatchObject({ event: 'authentication_error', data: { code } });
    expect(JSON.stringify(answer)).not.toContain(refused);
  });

  test('CONNECTION_UNKNOWN: a connection that was closed here stays closed [W2]', async () => {
    await tables.connections.close('tina', 'tina-1');
    const answer = await say('tina', { action: 'authenticate', data: { token: await token() } });
    expect(answer).toMatchObject({ data: { code: 'CONNECTION_UNKNOWN' } });
    expect(await tables.readSocket('tina', 'tina-1')).toBeUndefined();
  });
});

test('INTERNAL_ERROR: a failure is answered without its cause, which goes to the log', async () => {
  const broken = new Error('table Proposals is gone');
  const find = () => Promise.reject(broken);
  const message = { action: 'cancel_proposal', requestId: 'i-1', data: { proposalId: 'p-1' } };
  const answer = await say('ana', message, { store: { ...tables.store, find } });
  expect(answer).toEqual(
    refusal('INTERNAL_ERROR', 'cancel_proposal', 'i-1', { proposalId: 'p-1' }),
  );
  expect(JSON.stringify(answer)).not.toContain('gone');
  expect(failures).toEqual([
    [broken, { action: 'cancel_proposal', requestId: 'i-1', proposalId: 'p-1' }],
  ]);
});
