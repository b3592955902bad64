import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Webhook } from 'standardwebhooks';
import { endingOf, stopProcess } from '../support/stop-process.ts';
import { runTool } from '../tools/run-tool.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let global: StreamReader;

beforeAll(async () => {
  target = await connectTarget();
  global = await target.open('Global', { follows: true });
  await global.until(({ event }) => event === 'connected');
});
afterAll(async () => {
  await target.close();
});

const outputsFlag = () => ['--outputs', process.env.SCENARIO_OUTPUTS ?? ''];

/** What `global` showed of a fight, as type and one distinguishing field, in order. */
function seen(fightId: string): string[] {
  return global.messages
    .filter(({ data }) => JSON.stringify(data).includes(fightId))
    .map(({ data: { type, data } }) =>
      [type, data.newStatus ?? data.side ?? data.title ?? ''].join(' ').trim(),
    );
}

test('a plain backend publishes a night: each event arrives once, what is published twice too [G5]', async () => {
  const fightId = unique('plain-');
  const { exitCode, stdout, stderr } = await runTool('examples/plain-backend/main.ts', [
    ...outputsFlag(),
    '--fight',
    fightId,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    'announced: written',
    'betting: written',
    'bet: written',
    'bet: written',
    'matched: written',
    'live: written',
    'over: written',
    'cancelled: conflict',
    'notification: written',
    'again: already',
    'odds: written',
    'slow query: 1 row, reported',
    'half a cent: refused, a positive integer in minor currency units, up to 9007199254740991',
  ]);
  await global.until(
    ({ data }) => data?.type === 'ODDS_UPDATE' && data.metadata?.correlationId === fightId,
  );
  await global.until(({ data }) => data?.data?.winner === 'red' && data.data.fightId === fightId);
  await global.until(
    () => seen(fightId).filter(type => /^(NEW|BET_MATCHED)/.test(type)).length === 4,
  );
  expect(seen(fightId).toSorted()).toEqual([
    'BETTING_WINDOW_CLOSED',
    'BETTING_WINDOW_OPENED',
    'BET_MATCHED',
    'BET_MATCHED',
    'FIGHT_CREATED Final',
    'FIGHT_STATUS_UPDATE betting',
    'FIGHT_STATUS_UPDATE completed',
    'FIGHT_STATUS_UPDATE live',
    'NEW_BET blue',
    'NEW_BET red',
    'ODDS_UPDATE',
  ]);
  const slow = await global.until(
    ({ data }) => data?.type === 'DATABASE_PERFORMANCE' && data.data.thresholdMs === 10,
  );
  expect(slow.data.data).toMatchObject({
    query: 'SELECT * FROM bets WHERE user_id = ? AND amount > ?',
    severity: expect.stringMatching(/^(high|critical|medium)$/),
  });
});

test('a Sequelize backend publishes what it commits, and nothing else', async () => {
  const fightId = unique('sequel-');
  const { exitCode, stdout, stderr } = await runTool('examples/sequelize-backend/main.ts', [
    ...outputsFlag(),
    '--fight',
    fightId,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toBe(`published what became of ${fightId}\n`);
  await global.until(
    () => seen(fightId).filter(type => type.startsWith('BET_MATCHED')).length === 2,
  );
  await global.until(() => seen(fightId).includes('BETTING_WINDOW_OPENED'));
  expect(seen(fightId).toSorted()).toEqual([
    'BETTING_WINDOW_OPENED',
    'BET_MATCHED',
    'BET_MATCHED',
    'FIGHT_CREATED Final',
    'NEW_BET blue',
    'NEW_BET red',
  ]);
  const text = JSON.stringify(global.messages);
  expect(text).not.toContain(`${fightId}-never`);
  expect(text).not.toContain('not for events');
});

describe('an inbound webhook', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    server = spawn(
      process.execPath,
      ['examples/inbound-webhook/main.ts', ...outputsFlag(), '--port', '0'],
      { env: { ...process.env, WEBHOOK_SECRET: secret }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { stdout } = server;
    if (stdout === null) throw new Error('expected the output of the server');
    const ended = once(server, 'exit').then(() => {
      throw new Error(`the server ended with ${endingOf(server)} before it listened`);
    });
    const [line] = await Promise.race([once(stdout, 'data'), ended]);
    url = String(line).replace('listening on ', '').trim();
  });
  afterAll(async () => {
    expect(await stopProcess(server, 'SIGTERM')).toBe(0);
  });

  const deliver = async (id: string, webhook: object, signer = secret) => {
    const body = JSON.stringify(webhook);
    const now = new Date();
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(signer).sign(id, now, body),
    };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };

  test('becomes an event, once however often it is delivered, and only when it is signed [M4]', async () => {
    const userId = unique('payer-');
    const inbox = await target.open('Inbox', { token: await target.token(userId, 'bettor') });
    await inbox.until(({ event }) => event === 'connected');
    const data = { paymentId: unique('pay-'), userId, amount: 5_000, currency: 'MXN' };
    const webhookId = unique('wh-');

    expect(await deliver(unique('wh-'), { type: 'payment.succeeded', data })).toBe(204);
    expect(await deliver(unique('wh-'), { type: 'payment.succeeded', data })).toBe(204);
    expect(await deliver(webhookId, { type: 'refund.created', data }, anotherSecret)).toBe(401);
    expect(await deliver(webhookId, { type: 'refund.created', data })).toBe(204);
    expect(await deliver(webhookId, { type: 'refund.created', data })).toBe(204);
    expect(await deliver(webhookId, { type: 'refund.created', data: { ...data, amount: 1 } })).toBe(
      409,
    );

    const refund = await inbox.until(({ event }) => event === 'payment.refunded');
    expect(refund.data).toMatchObject({
      source: 'payments-webhook',
      channel: 'inbox',
      data: { paymentId: data.paymentId, amount: 5_000, currency: 'MXN' },
      metadata: { target: { users: [userId] } },
    });
    // They come from two tables, so in any order.
    for (const type of ['PAYMENT_PROCESSED', 'payment.refunded']) {
      await global.until(
        ({ event, data: envelope }) =>
          event === type && JSON.stringify(envelope).includes(data.paymentId),
      );
    }
    const types = global.messages
      .filter(({ data: event }) => JSON.stringify(event).includes(data.paymentId))
      .map(({ event }) => event);
    expect(types.toSorted()).toEqual(['PAYMENT_PROCESSED', 'payment.refunded']);
  });
});
