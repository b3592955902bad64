import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import WebSocket from 'ws';
import { type Outputs, readOutputs, requireOutput } from '../../tools/outputs.ts';
import { type Provider, startProvider } from '../support/json-web-keys.ts';
import { handshakeStatus, type SocketMessage } from './support/bettor.ts';
import { contextOf } from './support/host-settings.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { openStream, type StreamMessage, type StreamReader } from './support/stream-reader.ts';
import { unique } from './support/target.ts';

/** A host that believes a provider, whose access tokens are those of Cognito: every door finds the same. */
const issuer = 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example';
const clientId = '57cbishk4j24pabc1234567890';

let provider: Provider;
let directory: string;
let host: OwnHost;
let outputs: Outputs;
let api: string;
const readers: StreamReader[] = [];

beforeAll(async () => {
  provider = await startProvider();
  directory = await mkdtemp(join(tmpdir(), 'identity-provider-'));
  const context = {
    ...contextOf('scenarios'),
    jwksUri: `${provider.origin}/us-west-2_example/.well-known/jwks.json`,
    jwtIssuer: issuer,
    jwtClientIds: clientId,
    roleClaim: 'cognito:groups',
    roleMap: 'admins=admin,operators=operator',
    defaultRole: 'bettor',
    permissionsClaim: 'scope',
  };
  const authority = join(__dirname, '../support/webhook-certificates/authority.pem');
  const environment = { NODE_EXTRA_CA_CERTS: authority };
  host = await startOwnHost(directory, context, { environment });
  outputs = await readOutputs(host.outputsFile);
  api = requireOutput(outputs, 'ManagementUrl');
}, 180_000);

afterAll(async () => {
  for (const reader of readers) reader.close();
  await host?.stop();
  await provider?.close();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

const accessToken = (change: object = {}, sub = unique('user')) => {
  const nowSec = Math.floor(Date.now() / 1_000);
  return provider.sign({
    ...{ sub, iss: issuer, token_use: 'access', client_id: clientId, username: sub },
    ...{ scope: 'openid workflow:read', auth_time: nowSec, iat: nowSec, exp: nowSec + 3_600 },
    ...{ jti: unique('t'), origin_jti: unique('o') },
    ...change,
  });
};
const inGroups = (...groups: readonly string[]) => accessToken({ 'cognito:groups': groups });

async function open(output: string, token: string): Promise<StreamReader> {
  const reader = await openStream(requireOutput(outputs, output), { token });
  readers.push(reader);
  return reader;
}

const isConnected = ({ event }: StreamMessage) => event === 'connected';

async function asked(method: string, path: string, token: string) {
  const response = await fetch(new URL(path, api), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  const body: any = await response.json();
  return { status: response.status, body };
}

/** What a socket is answered that is opened with the one token and then given the other. */
async function authenticated(opened: string, given: string): Promise<SocketMessage> {
  const url = requireOutput(outputs, 'ProposalsWebSocketUrl');
  const socket = new WebSocket(url, ['gallobets.v1', `bearer.${opened}`]);
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        const data = { token: given };
        socket.send(JSON.stringify({ action: 'authenticate', requestId: 'q', data }));
      });
      socket.on('message', text => {
        const message: SocketMessage = JSON.parse(String(text));
        if (message.requestId === 'q') resolve(message);
      });
    });
  } finally {
    socket.close();
  }
}

test('the group decides on a stream, on several channels, and of several groups the map', async () => {
  const admin = await inGroups('operators', 'fans', 'admins');
  const users = await open('UsersChannelUrl', admin);
  expect((await users.until(isConnected)).data).toMatchObject({ role: 'admin' });
  const live = await open('LiveUrl', await inGroups('operators'));
  expect((await live.until(isConnected)).data).toMatchObject({
    role: 'operator',
    permissions: ['openid', 'workflow:read'],
  });
  const refused = await open('UsersChannelUrl', await inGroups('operators'));
  expect(refused.refusal).toBe('403 ROLE_NOT_ALLOWED');
});

test('who is in no group is a bettor, with the permissions of the scope', async () => {
  const token = await accessToken();
  const inbox = await open('InboxChannelUrl', token);
  expect((await inbox.until(isConnected)).data).toMatchObject({ role: 'bettor' });
  expect((await open('FightsChannelUrl', token)).refusal).toBe('403 ROLE_NOT_ALLOWED');
  const polled = await asked('GET', 'poll?channel=workflows', token);
  expect(polled.status).toBe(200);
});

test('management, a poll and an SSE token have the same role', async () => {
  const token = await inGroups('admins');
  expect((await asked('GET', 'audit?limit=1', token)).status).toBe(200);
  expect((await asked('GET', 'poll?channel=finance', token)).status).toBe(200);
  const issued = await asked('POST', 'token', token);
  expect(issued.status).toBe(200);
  const { sub } = decodeJwt(token);
  expect(decodeJwt(issued.body.token)).toMatchObject({
    ...{ sub, iss: clientId, role: 'admin', permissions: ['openid', 'workflow:read'] },
  });
  const stream = await open('FinanceChannelUrl', issued.body.token);
  expect((await stream.until(isConnected)).data).toMatchObject({ role: 'admin' });
});

test('a socket has it from its handshake, and from each token after', async () => {
  const sub = unique('user');
  const first = await accessToken({}, sub);
  const second = await accessToken({ 'cognito:groups': ['operators'] }, sub);
  expect(await authenticated(first, second)).toMatchObject({
    event: 'authenticated',
    data: { userId: sub, role: 'operator' },
  });
});

test('what is refused is refused at every door, by the claim’s name', async () => {
  const sentence =
    'the token’s claim cognito:groups is a number; expected a text or a list of texts';
  const sub = unique('user');
  const bad = await accessToken({ 'cognito:groups': 7 }, sub);
  const url = requireOutput(outputs, 'FightsChannelUrl');
  const refused = await fetch(`${url}?token=${bad}`);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'TOKEN_REFUSED', detail: sentence });
  expect(await asked('GET', 'poll?channel=fights', bad)).toMatchObject({
    status: 401,
    body: { code: 'TOKEN_REFUSED', detail: sentence },
  });
  const socketUrl = requireOutput(outputs, 'ProposalsWebSocketUrl');
  expect(await handshakeStatus(socketUrl, ['gallobets.v1', `bearer.${bad}`])).toBe(401);
  expect(await authenticated(await accessToken({}, sub), bad)).toMatchObject({
    event: 'authentication_error',
    data: { code: 'TOKEN_REFUSED', message: sentence },
  });
});

test.each([
  [
    'of another client',
    { client_id: 'another' },
    'the token is meant for another audience than expected: the token’s claim client_id is "another"',
  ],
  [
    'for an audience',
    { aud: clientId },
    `the token is meant for another audience than expected: the token’s claim aud is "${clientId}"`,
  ],
])('a token %s is refused', async (_title, change, detail) => {
  const token = await accessToken(change);
  expect(await asked('GET', 'poll?channel=fights', token)).toMatchObject({
    status: 401,
    body: { detail },
  });
});

test('a token that the provider has not signed is refused, and nothing else is said of it', async () => {
  const forged = await provider.forge({ sub: 'ana', exp: 1, 'cognito:groups': 7 });
  expect(await asked('GET', 'poll?channel=fights', forged)).toMatchObject({
    status: 401,
    body: { detail: 'the token was not signed by the expected key' },
  });
});

test('the command that signs tokens sends its caller to the provider', async () => {
  const args = ['tools/token.ts', '--sub', 'ana', '--role', 'admin', '--outputs', host.outputsFile];
  await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('takes the tokens of an OIDC provider'),
  });
});
