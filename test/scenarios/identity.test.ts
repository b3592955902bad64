import { requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner, type TokenSigner } from '../../tools/token-signer.ts';
import { connectBettor, handshakeStatus } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import type { StreamMessage } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

const frontDoor = 'https://front.example.com';

let target: Target;
let management: Management;
let sign: TokenSigner;
let admin: string;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  sign = await createTokenSigner(target.outputs);
  admin = await target.token(unique('admin'), 'admin');
});
afterAll(async () => {
  await target.close();
});

const tokenOf = (sub: string, role = 'operator', tokenId = unique('t')) =>
  sign({ sub, role, ttlSeconds: 3_600, tokenId });

const issued = async (token: string, channels?: readonly string[]) => {
  const body = channels === undefined ? {} : { channels };
  return await management.call('POST', '/token', { token, body });
};

async function channelStatus(title: string, token: string) {
  const url = requireOutput(target.outputs, `${title}ChannelUrl`);
  const abort = new AbortController();
  const { status, body, headers } = await fetch(`${url}?token=${token}`, { signal: abort.signal });
  const text = headers.get('content-type')?.includes('json')
    ? await new Response(body).text()
    : '{}';
  abort.abort();
  return { status, code: JSON.parse(text).code };
}

const socketUrl = () => requireOutput(target.outputs, 'ProposalsWebSocketUrl');
const handshake = (token: string) =>
  handshakeStatus(socketUrl(), ['gallobets.v1', `bearer.${token}`]);

/** Tokens have whole seconds: one that is to count as issued later is issued in a later one. */
const isRevoked = ({ event, data }: StreamMessage) =>
  event === 'reconnect' && data.reason === 'revoked';
const nextSecond = () =>
  new Promise(resolve => setTimeout(resolve, 1_000 - (Date.now() % 1_000) + 5));

describe('an SSE token', () => {
  test('opens streams and polls, and nothing else [L1]', async () => {
    const { status, body } = await issued(await tokenOf(unique('op')));
    expect(status).toBe(200);
    expect(body.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(body.expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
    expect(await channelStatus('Fights', body.token)).toEqual({ status: 200, code: undefined });
    const poll = (token: string) => management.call('GET', `/poll?channel=fights&token=${token}`);
    expect((await poll(body.token)).status).toBe(200);
    expect((await issued(body.token)).body.code).toBe('TOKEN_REFUSED');
    expect(await handshake(body.token)).toBe(401);
  });

  test('bound to a channel opens that one only, and no channel that its role may not read', async () => {
    const session = await tokenOf(unique('op'));
    const { body } = await issued(session, ['bets']);
    expect(await channelStatus('Bets', body.token)).toEqual({ status: 200, code: undefined });
    expect(await channelStatus('Fights', body.token)).toEqual({
      status: 403,
      code: 'CHANNEL_NOT_ALLOWED',
    });
    const polled = await management.call('GET', `/poll?channel=fights&token=${body.token}`);
    expect(polled.body).toMatchObject({ status: 403, code: 'CHANNEL_NOT_ALLOWED' });
    expect((await issued(session, ['finance'])).body).toMatchObject({
      status: 403,
      code: 'ROLE_NOT_ALLOWED',
    });
    expect((await issued(session, ['everything'])).body.code).toBe('BODY_INVALID');
  });

  test('is not given for a token that has expired', async () => {
    const { body } = await issued(await target.token('ana', 'operator', -60));
    expect(body).toMatchObject({ status: 401, code: 'TOKEN_REFUSED', recovery: 'refresh' });
  });

  test('ends its stream when it expires, at the latest with its session', async () => {
    const session = await sign({ sub: unique('op'), role: 'operator', ttlSeconds: 4 });
    const { body } = await issued(session);
    const stream = await target.open('Fights', { token: body.token });
    const { data } = await stream.until(({ event }) => event === 'error');
    expect(data).toMatchObject({
      category: 'AUTHENTICATION',
      code: 'TOKEN_EXPIRED',
      recovery: 'refresh',
    });
    const { data: lastFrame } = await stream.until(({ event }) => event === 'reconnect');
    expect(lastFrame.reason).toBe('token-expired');
  });
});

describe('a session at the front door', () => {
  const ours = { origin: frontDoor, 'content-type': 'application/json' };

  async function signIn(token: string) {
    const { status, headers } = await management.call('POST', '/session', {
      token,
      body: {},
      headers: { origin: frontDoor },
    });
    expect(status).toBe(200);
    const [setCookie = ''] = headers.getSetCookie();
    return { setCookie, cookie: setCookie.split(';')[0] ?? '' };
  }

  test('is a cookie that only its own host gets, and no script reads', async () => {
    const token = await tokenOf(unique('op'));
    const { setCookie } = await signIn(token);
    expect(setCookie.replace(token, '<token>')).toMatch(
      /^__Host-session=<token>; Max-Age=3[56]\d\d; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    );
  });

  test('opens streams and the API, with the CSRF rules for what writes [L1]', async () => {
    const { cookie } = await signIn(await tokenOf(unique('op')));
    const url = requireOutput(target.outputs, 'FightsChannelUrl');
    const abort = new AbortController();
    const stream = await fetch(url, { headers: { cookie }, signal: abort.signal });
    expect(stream.status).toBe(200);
    abort.abort();
    const post = async (headers: Record<string, string>) =>
      (await management.call('POST', '/token', { text: '{}', headers: { cookie, ...headers } }))
        .body;
    expect(await post(ours)).toMatchObject({ token: expect.any(String) });
    expect(await post({ 'content-type': 'application/json' })).toMatchObject({
      code: 'ORIGIN_NOT_ALLOWED',
    });
    // An allowed origin may call with a bearer; the cookie is for the front door alone.
    expect(await post({ ...ours, origin: 'https://admin.example.com' })).toMatchObject({
      code: 'ORIGIN_NOT_ALLOWED',
    });
    expect(await post({ ...ours, 'sec-fetch-site': 'cross-site' })).toMatchObject({
      code: 'ORIGIN_NOT_ALLOWED',
    });
    expect(await post({ origin: frontDoor, 'content-type': 'text/plain' })).toMatchObject({
      code: 'BODY_TYPE_NOT_ALLOWED',
    });
  });

  test('decides even when it is bad and a bearer is good', async () => {
    const token = await tokenOf(unique('op'));
    const headers = { ...ours, cookie: '__Host-session=nonsense' };
    const { body } = await management.call('POST', '/token', { token, text: '{}', headers });
    expect(body).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
  });

  test('replaces a bad one, and ends without any credential', async () => {
    const token = await tokenOf(unique('op'));
    const headers = { origin: frontDoor, cookie: '__Host-session=nonsense' };
    const again = await management.call('POST', '/session', { token, body: {}, headers });
    expect(again.status).toBe(200);
    const ended = await management.call('DELETE', '/session', { body: {}, headers });
    expect(ended.headers.getSetCookie()).toEqual([
      '__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  test('is begun and ended by pages of the front door only', async () => {
    const token = await tokenOf(unique('op'));
    for (const headers of [{}, { origin: 'https://admin.example.com' }]) {
      const begun = await management.call('POST', '/session', { token, body: {}, headers });
      expect(begun.body.code).toBe('ORIGIN_NOT_ALLOWED');
      const ended = await management.call('DELETE', '/session', { body: {}, headers });
      expect(ended.body.code).toBe('ORIGIN_NOT_ALLOWED');
    }
  });
});

describe('a revocation', () => {
  const revoke = async (body: object) =>
    await management.call('POST', '/revocations', {
      token: admin,
      body: { reason: 'test', ...body },
    });

  test('of a user ends its streams and sockets within 10 s, and lets no old token in [G10]', async () => {
    const userId = unique('op');
    const old = await tokenOf(userId);
    const sse = (await issued(old)).body.token;
    const streams = await Promise.all([
      target.open('Fights', { token: old }),
      target.open('Bets', { token: sse }),
    ]);
    const socket = await connectBettor(target, userId, undefined, old);
    const other = await target.open('Fights', { token: await tokenOf(unique('op')) });
    await Promise.all(
      [...streams, other].map(stream => stream.until(({ event }) => event === 'connected')),
    );
    const { body } = await revoke({ userId });
    expect(body).toEqual({ revokedAt: expect.any(Number), connectionsEnded: 3 });
    for (const stream of streams) {
      const { data } = await stream.until(({ event }) => event === 'error');
      expect(data).toMatchObject({
        category: 'AUTHENTICATION',
        code: 'TOKEN_REVOKED',
        recovery: 'refresh',
      });
      expect((await stream.until(({ event }) => event === 'reconnect')).data.reason).toBe(
        'revoked',
      );
      await stream.ended;
    }
    expect(await socket.closed).toBeGreaterThan(0);
    for (const token of [old, sse]) {
      expect(await channelStatus('Fights', token)).toEqual({ status: 401, code: 'TOKEN_REVOKED' });
    }
    expect(await handshake(old)).toBe(401);
    expect((await issued(old)).body).toMatchObject({ status: 401, code: 'TOKEN_REVOKED' });
    expect(other.messages.some(isRevoked)).toBe(false);

    await nextSecond();
    const fresh = await tokenOf(userId);
    expect(await channelStatus('Fights', fresh)).toEqual({ status: 200, code: undefined });
    expect(await handshake(fresh)).toBe(101);
    expect((await issued(fresh)).status).toBe(200);
  });

  test('of a token ends its own connections and those of SSE tokens made from it, no others', async () => {
    const userId = unique('op');
    const [stolen, kept] = [unique('stolen'), unique('kept')];
    const lost = await tokenOf(userId, 'operator', stolen);
    const own = await tokenOf(userId, 'operator', kept);
    const sse = (await issued(lost)).body.token;
    const ending = await Promise.all([lost, sse].map(token => target.open('Fights', { token })));
    const staying = await target.open('Bets', { token: own });
    const closing = await connectBettor(target, userId, undefined, lost);
    const open = await connectBettor(target, userId, undefined, own);
    await Promise.all(
      [...ending, staying].map(stream => stream.until(({ event }) => event === 'connected')),
    );
    expect((await revoke({ userId, tokenId: stolen })).body.connectionsEnded).toBe(3);
    for (const stream of ending) {
      const { data } = await stream.until(({ event }) => event === 'reconnect');
      expect(data.reason).toBe('revoked');
    }
    expect(await closing.closed).toBeGreaterThan(0);
    for (const token of [lost, sse]) {
      expect((await channelStatus('Fights', token)).code).toBe('TOKEN_REVOKED');
    }
    expect(await channelStatus('Fights', own)).toEqual({ status: 200, code: undefined });
    expect(await open.ask('ping')).toMatchObject({ event: 'pong' });
    // A socket that is given the stolen token is ended too.
    open.sendText(JSON.stringify({ action: 'authenticate', data: { token: lost } }));
    expect(await open.closed).toBeGreaterThan(0);
    expect(staying.messages.some(isRevoked)).toBe(false);
  });

  test('is listed, and lifted, by admins only', async () => {
    const userId = unique('op');
    const token = await tokenOf(userId, 'operator', 'the-one');
    await revoke({ userId, tokenId: 'the-one' });
    const list = () => management.call('GET', `/revocations?userId=${userId}&token=${admin}`);
    expect((await list()).body).toEqual({
      revocations: [
        {
          userId,
          tokenId: 'the-one',
          revokedAt: expect.any(Number),
          by: expect.stringMatching(/^admin/),
          reason: 'test',
        },
      ],
    });
    const lift = (as: string) =>
      management.call('DELETE', '/revocations', {
        token: as,
        body: { userId, tokenId: 'the-one', reason: 'test' },
      });
    expect((await lift(await tokenOf(unique('op')))).body.code).toBe('ROLE_NOT_ALLOWED');
    expect((await lift(admin)).body).toEqual({ lifted: true });
    expect((await lift(admin)).body.code).toBe('NOT_FOUND');
    expect((await list()).body).toEqual({ revocations: [] });
    expect(await channelStatus('Fights', token)).toEqual({ status: 200, code: undefined });
    expect((await revoke({ userId, tokenId: '*' })).body.code).toBe('BODY_INVALID');
  });
});

test('a userId parameter lets nobody in [L1]', async () => {
  const url = requireOutput(target.outputs, 'FightsChannelUrl');
  const response = await fetch(`${url}?userId=ana&role=admin`);
  expect(response.status).toBe(401);
  expect(await handshakeStatus(`${socketUrl()}?userId=ana&role=admin`, [])).toBe(401);
});
