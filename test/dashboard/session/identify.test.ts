import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identify } from '../../../dashboard/session/identify.ts';

const nowMs = 1_795_000_000_000;
const tokenOf = (claims: object) =>
  `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
/** As a provider has it: the role is where this page would never look. */
const ofProvider = tokenOf({ sub: 'ána', exp: 1_795_000_600, 'cognito:groups': ['admins'] });

let server: Server;
let managementUrl: string;
let answer: { readonly status: number; readonly body: object };
let asked: unknown[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    asked.push([method, url, headers.authorization]);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  managementUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('the deployment says who somebody is, and their own token is kept', async () => {
  const found = { sub: 'ána', role: 'admin', permissions: ['workflow:bulk'], exp: 1_795_000_300 };
  answer = { status: 200, body: { token: tokenOf(found), expiresAt: 1_795_000_300_000 } };
  expect(await identify(` Bearer ${ofProvider}\n`, managementUrl, nowMs)).toEqual({
    kind: 'session',
    session: {
      ...{ token: ofProvider, userId: 'ána', role: 'admin', permissions: ['workflow:bulk'] },
      expiresAtMs: 1_795_000_600_000,
    },
  });
  expect(asked).toEqual([['POST', '/token', `Bearer ${ofProvider}`]]);
});

test('why a token is not taken is shown as the deployment says it', async () => {
  const detail = 'the token’s claim role is missing; expected a text or a list of texts';
  answer = { status: 401, body: { code: 'TOKEN_REFUSED', detail } };
  expect(await identify(ofProvider, managementUrl, nowMs)).toEqual({
    kind: 'refused',
    reason: `The deployment does not take this token: ${detail}.`,
  });
});

test('a deployment that does not answer is not taken for a bad token', async () => {
  server.close();
  await once(server, 'close');
  expect(await identify(ofProvider, managementUrl, nowMs)).toEqual({
    kind: 'refused',
    reason: expect.stringMatching(/^The deployment did not answer: .+ Try again\.$/),
  });
});

test('what is no token, or has expired, is not sent anywhere', async () => {
  expect(await identify('let me in', managementUrl, nowMs)).toMatchObject({ kind: 'refused' });
  expect(await identify(ofProvider, managementUrl, nowMs + 600_000)).toEqual({
    kind: 'refused',
    reason: 'This token has expired; ask for a new one.',
  });
  expect(asked).toEqual([]);
});
