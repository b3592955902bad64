import { once } from 'node:events';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { UnsecuredJWT } from 'jose';
import { requireOutput } from '../../tools/outputs.ts';
import { handshakeStatus } from './support/bettor.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await target.close();
});

async function statusOf(title: string, token?: string, headers: Record<string, string> = {}) {
  const url = requireOutput(target.outputs, `${title}ChannelUrl`);
  const response = await fetch(url, {
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  });
  const body = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body };
}

test.each(['Users', 'Finance', 'Global'])(
  'an operator gets 403 on %s, with a reason [G1]',
  async title => {
    const answer = await statusOf(title, await target.token('op', 'operator'));
    expect(answer.status).toBe(403);
    expect(answer.type).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 403,
      code: 'ROLE_NOT_ALLOWED',
      detail: `received the role operator, which may not read the channel ${title.toLowerCase()}`,
    });
  },
);

test('a bettor reads no channel of the staff', async () => {
  expect((await statusOf('Bets', await target.token('ana', 'bettor'))).status).toBe(403);
});

describe('an invalid token gets 401 with a body', () => {
  const tampered = (token: string) => {
    const [head, , signature] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'ana', role: 'admin', exp: 4_000_000_000 }));
    return [head, payload.toString('base64url'), signature].join('.');
  };
  const none = () =>
    new UnsecuredJWT({ role: 'admin' }).setSubject('ana').setExpirationTime('1h').encode();
  const cases: readonly (readonly [string, () => Promise<string | undefined>])[] = [
    ['missing', async () => undefined],
    ['nonsense', async () => 'nonsense'],
    ['expired', async () => await target.token('ana', 'admin', -60)],
    ['wrongly signed', async () => tampered(await target.token('ana', 'admin'))],
    ['alg: none', async () => none()],
  ];

  test.each(cases)('%s: on a channel [G10]', async (_title, make) => {
    const answer = await statusOf('Fights', await make());
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
  });

  test.each(cases)('%s: on the socket [G10]', async (_title, make) => {
    const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
    const token = await make();
    const protocols = ['gallobets.v1', ...(token === undefined ? [] : [`bearer.${token}`])];
    expect(await handshakeStatus(url, protocols)).toBe(401);
  });
});

describe('a token is refused at every door alike', () => {
  const ofTime =
    /^the token’s claim exp is \d+; expected seconds since the Unix epoch, before the year 10000$/;
  const cases: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['of milliseconds', async () => await target.token('ana', 'admin', 1_795_262_400_000), ofTime],
    ['of microseconds', async () => await target.token('ana', 'admin', 1_795_262_400e6), ofTime],
    ['of 2^53', async () => await target.token('ana', 'admin', 9_005e12), ofTime],
    [
      'with a line break behind it',
      async () => `${await target.token('ana', 'admin')}%0A`,
      /^what was received is not a signed JWT: .* no line breaks/,
    ],
    [
      'twice',
      async () =>
        `${await target.token('ana', 'admin')}&token=${await target.token('ana', 'admin')}`,
      /^more than one token was received/,
    ],
    [
      'of anonymous',
      async () => await target.token('anonymous', 'admin'),
      /^the token’s claim sub is "anonymous"; expected .* not anonymous$/,
    ],
  ];

  test.each(cases)('%s', async (_title, make, sentence) => {
    const query = `token=${await make()}`;
    const channel = `${requireOutput(target.outputs, 'FightsChannelUrl')}?${query}`;
    const poll = `${requireOutput(target.outputs, 'ManagementUrl')}poll?channel=fights&${query}`;
    for (const url of [channel, poll]) {
      const answer = await fetch(url);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({
        code: 'TOKEN_REFUSED',
        detail: expect.stringMatching(sentence),
      });
    }
    const socket = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
    expect(await handshakeStatus(`${socket}?${query}`, [])).toBe(401);
  });
});

test('a page of another origin is refused on channel and socket, an allowed one is not [G10]', async () => {
  const token = await target.token('ana', 'admin');
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  const evil = { origin: 'https://evil.example.com' };
  expect((await statusOf('Fights', token, evil)).status).toBe(403);
  expect(await handshakeStatus(url, ['gallobets.v1', `bearer.${token}`], evil)).toBe(403);
  const allowed = { origin: 'https://admin.example.com' };
  expect(await handshakeStatus(`${url}?token=${token}`, [], allowed)).toBe(101);
});

test('a client that is no browser and sends the endpoint’s own origin is let in', async () => {
  const token = await target.token('ana', 'bettor');
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  const origin = new URL(url.replace(/^ws/, 'http')).origin;
  expect(await handshakeStatus(url, ['gallobets.v1', `bearer.${token}`], { origin })).toBe(101);
});

test('subprotocols in two headers are one list', async () => {
  const token = await target.token('ana', 'bettor');
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl').replace(/^ws/, 'http');
  const shake = async (...protocols: string[]) => {
    const asked = (url.startsWith('https') ? requestTls : request)(url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': protocols,
      },
    });
    asked.end();
    const [answer, socket] = await once(asked, 'upgrade');
    socket.destroy();
    return [answer.statusCode, answer.headers['sec-websocket-protocol']];
  };
  const bearer = `bearer.${token}`;
  expect(await shake('gallobets.v1', bearer)).toEqual([101, 'gallobets.v1']);
  expect(await shake(bearer, 'gallobets.v1')).toEqual([101, 'gallobets.v1']);
  expect(await shake(`x, ${bearer}`, 'y, gallobets.v1')).toEqual([101, 'gallobets.v1']);
});

test('bad input on a channel says what was received and what was expected [G10]', async () => {
  const token = await target.token('ana', 'admin');
  const url = requireOutput(target.outputs, 'FightsChannelUrl');
  const response = await fetch(`${url}?history=1000&token=${token}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'QUERY_INVALID',
    detail: 'received history=1000; expected a whole number from 0 to 100',
  });
});

test('an operator sees no users or finance event on notifications, an admin does [G2]', async () => {
  const id = unique('n');
  const admin = await target.open('Notifications');
  const operator = await target.open('Notifications', {
    token: await target.token(unique('op'), 'operator'),
  });
  await Promise.all([admin, operator].map(r => r.until(({ event }) => event === 'connected')));
  // A user who is new is of low priority, and on no notifications; one who is banned is.
  for (const status of ['active', 'banned']) {
    await target.put('Users', {
      userId: id,
      username: 'x',
      role: 'bettor',
      status,
      verified: true,
      updatedBy: 'kim',
    });
  }
  await target.put('Transactions', {
    transactionId: id,
    userId: id,
    type: 'payout',
    amount: 5,
    currency: 'MXN',
    status: 'completed',
  });
  for (const type of ['USER_BANNED', 'PAYOUT_PROCESSED'])
    await admin.until(({ data }) => data?.data?.userId === id && data.type === type);
  const last = unique('n');
  await target.put('SystemReports', {
    reportId: last,
    kind: 'status',
    component: 'x',
    status: 'down',
    message: 'm',
  });
  await operator.until(({ data }) => data?.data?.reportId === last);
  expect(JSON.stringify(operator.messages)).not.toContain(id);
});

test('an event addressed to one user reaches no one else, but admins on global [L3]', async () => {
  const [anyone, addressed] = [unique('op'), unique('op')];
  const others = await target.open('System', { token: await target.token(anyone, 'operator') });
  const own = await target.open('System', { token: await target.token(addressed, 'operator') });
  const global = await target.open('Global');
  const notifications = await target.open('Notifications', {
    token: await target.token(addressed, 'operator'),
  });
  const all = [others, own, global, notifications];
  await Promise.all(all.map(r => r.until(({ event }) => event === 'connected')));
  const id = unique('o');
  await target.put('Outbox', {
    eventId: id,
    channel: 'system',
    type: 'notification',
    priority: 'critical',
    target: { users: [addressed] },
    data: { title: 'for one', text: id },
  });
  await own.until(({ data }) => data?.data?.text === id);
  await global.until(({ data }) => data?.data?.text === id);
  const last = unique('o');
  await target.put('SystemReports', {
    reportId: last,
    kind: 'status',
    component: 'x',
    status: 'down',
    message: 'm',
  });
  await others.until(({ data }) => data?.data?.reportId === last);
  await notifications.until(({ data }) => data?.data?.reportId === last);
  expect(JSON.stringify(others.messages)).not.toContain(id);
  expect(JSON.stringify(notifications.messages)).not.toContain(id);
});
