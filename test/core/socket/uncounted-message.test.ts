import { type AnswerPorts, answerMessage } from '../../../core/socket/answer-message.ts';
import { errorKind } from '../../../core/wire/error-category.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { fixedSecret } from '../../support/fixed-key.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

const start = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let tables: ProposalTestTables;
let ports: AnswerPorts;
let nowMs = start;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  ports = {
    ...tables,
    gateway: { post: async () => ({ kind: 'sent' }), close: async () => ({ kind: 'sent' }) },
    tokenKey: { kind: 'secret', source: fixedSecret(new Uint8Array(32)) },
    issuer: 'gallobets',
    audience: 'gallobets-realtime',
    timeoutMs: 180_000,
    currencies,
    now: () => nowMs,
    onFailure: error => {
      throw error;
    },
  };
});

afterAll(() => engine.stop());

beforeEach(() => {
  nowMs = start;
});

async function open(userId: string) {
  const connection = { userId, connectionId: `${userId}-1`, role: 'bettor' };
  const token = { tokenExpiresAtMs: start + 3_600_000, sourceIp: '203.0.113.7', userAgent: '' };
  await tables.connections.open({ ...connection, ...token, connectedAtMs: start });
  const user = { ...connection, tokenExpiresAtMs: token.tokenExpiresAtMs };
  return async (message: unknown) => {
    const text = JSON.stringify(message);
    return await answerMessage({ user, connectedAtMs: start, eventId: 'gw-1', text }, ports);
  };
}

const ping = { action: 'ping', requestId: 'p-1' };

test('RATE_LIMITED: the 101st in 10 s is refused, says when to come back, and the socket stays', async () => {
  const say = await open('ulla');
  for (let n = 0; n < 100; n += 1) {
    nowMs = start + n * 50;
    expect((await say(ping)).event).toBe('pong');
  }
  nowMs = start + 9_000;
  expect(await say(ping)).toEqual({
    event: 'proposal_error',
    requestId: 'p-1',
    id: 'gw-1',
    data: {
      code: 'RATE_LIMITED',
      ...errorKind('RATE_LIMITED'),
      action: 'ping',
      message: 'received more than 100 messages in 10 s; expected fewer',
      retryAfterMs: 1_000,
    },
    timestamp: nowMs,
  });
  nowMs = start + 10_000;
  expect((await say(ping)).event).toBe('pong');
  // The window moves with each message: the one after the first is not 10 s old yet.
  expect((await say(ping)).event).toBe('proposal_error');
});

test('what cannot be read counts, and so does what is refused for something else', async () => {
  const say = await open('vera');
  for (let n = 0; n < 50; n += 1) {
    await say({ action: 'dance' });
    await say({ action: 'cancel_proposal', data: {} });
  }
  expect(await say({ action: 'dance' })).toMatchObject({ data: { code: 'RATE_LIMITED' } });
});

test('each connection has a rate of its own', async () => {
  const say = await open('wim');
  for (let n = 0; n < 100; n += 1) await say(ping);
  expect((await say(ping)).event).toBe('proposal_error');
  expect((await (await open('xena'))(ping)).event).toBe('pong');
});

test('CONNECTION_UNKNOWN: what a connection says that was closed here is not done', async () => {
  const say = await open('zoe');
  await tables.connections.close('zoe', 'zoe-1');
  const data = { toUserId: 'beto', fightId: 'open', amount: 5_000 };
  const answer = await say({ action: 'create_pago_proposal', requestId: 'z-1', data });
  expect(answer).toMatchObject({ data: { code: 'CONNECTION_UNKNOWN', recovery: 'reconnect' } });
  expect((await tables.listedOf('zoe', start)).pending).toEqual([]);
  expect(await tables.readSocket('zoe', 'zoe-1')).toBeUndefined();
});
