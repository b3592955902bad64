import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsConfig } from '../../tools/aws-client-config.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { runTool } from '../tools/run-tool.ts';
import { type Bettor, connectBettor, handshakeStatus } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamMessage } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** Of its own: afterwards no token of before counts. */
let host: QuietHost;
let target: Target;
let management: Management;
const bettors: Bettor[] = [];

beforeAll(async () => {
  host = await startQuietHost('rotation');
  target = await connectTarget(host.outputsFile);
  management = await connectManagement(target);
}, 240_000);
afterAll(async () => {
  await Promise.all(bettors.map(bettor => bettor.close()));
  await target.close();
  await host.stop();
});

const rotate = async (...args: string[]) =>
  await runTool('tools/rotate.ts', [...args, '--outputs', host.outputsFile]);

/** As an operator does who replaces the secret without our command. */
async function replaceSecret(): Promise<void> {
  const client = new SecretsManagerClient(awsConfig(target.outputs));
  const SecretId = requireOutput(target.outputs, 'JwtSecretArn');
  const SecretString = randomBytes(48).toString('base64url');
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  client.destroy();
}

/** Of one time: tokens signed with the secret of then, and an SSE token made of one. */
interface Tokens {
  readonly operator: string;
  readonly bettor: string;
  readonly bettorId: string;
  readonly sse: string;
}

async function signTokens(bettorId = unique('bettor')): Promise<Tokens> {
  const operator = await target.token(unique('operator'), 'operator');
  const bettor = await target.token(bettorId, 'bettor');
  const { status, body } = await management.call('POST', '/token', { token: operator, body: {} });
  expect(status).toBe(200);
  return { operator, bettor, bettorId, sse: body.token };
}

const socketUrl = () => requireOutput(target.outputs, 'ProposalsWebSocketUrl');
const handshake = async (token: string) =>
  await handshakeStatus(socketUrl(), ['gallobets.v1', `bearer.${token}`]);

/**
 * The channel finance lets no operator in: a token that is good gets a 403, and the function is free
 * again at once, and warm.
 */
async function financeStatus(headers: Readonly<Record<string, string>>): Promise<number> {
  const url = requireOutput(target.outputs, 'FinanceChannelUrl');
  const response = await fetch(url, { headers });
  await response.text();
  return response.status;
}

const asBearer = (token: string) => ({ authorization: `Bearer ${token}` });
const asSession = (token: string) => ({ cookie: `__Host-session=${token}` });

const pollStatus = async (token: string) =>
  (await management.call('GET', '/poll?channel=fights&limit=1', { token })).status;

/** How every entry answers the tokens, one after the other: functions that are warm. */
async function warmAnswers({ operator, sse, bettor }: Tokens) {
  const answers = [await financeStatus(asSession(operator))];
  for (const token of [operator, sse]) {
    answers.push(await financeStatus(asBearer(token)), await pollStatus(token));
  }
  return [...answers, await handshake(bettor)];
}
const allGood = [403, 403, 200, 403, 200, 101];

/** The same at once, over streams that stay open: each has an environment of its own, which is cold. */
async function coldAnswers(all: readonly Tokens[]) {
  return await Promise.all(
    all.flatMap(({ operator, sse, bettor }) => [
      target.open('Bets', { token: operator }).then(({ status }) => status),
      target.open('Bets', { token: sse }).then(({ status }) => status),
      pollStatus(operator),
      pollStatus(sse),
      handshake(bettor),
    ]),
  );
}
const allGoodAtOnce = [200, 200, 200, 200, 101];

async function openAll({ operator, sse, bettor, bettorId }: Tokens, follows: boolean) {
  const streams = await Promise.all(
    [operator, sse].map(token => target.open('Fights', { token, follows })),
  );
  const socket = await connectBettor(target, bettorId, undefined, bettor);
  bettors.push(socket);
  await Promise.all(streams.map(stream => stream.until(({ event }) => event === 'connected')));
  return { streams, socket };
}

async function putFight(): Promise<(message: StreamMessage) => boolean> {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, status: 'upcoming', title: 'Rotation' });
  return ({ data }) => data?.data?.fightId === fightId;
}

/** Each stream shows what is written now, over its planned ends too, and the socket answers. */
async function expectAlive({ streams, socket }: Awaited<ReturnType<typeof openAll>>) {
  const isFight = await putFight();
  await Promise.all(streams.map(stream => stream.until(isFight)));
  expect(await socket.ask('ping')).toMatchObject({ event: 'pong' });
}

test('two rotations under open streams and sockets refuse no good token, in warm and cold functions', async () => {
  // From here on nothing counts but what is signed below.
  expect(await rotate('--now')).toMatchObject({ exitCode: 0 });
  const first = await signTokens();
  const open = await openAll(first, true);
  expect(await warmAnswers(first)).toEqual(allGood);

  expect(await rotate()).toMatchObject({ exitCode: 0, stderr: '' });
  const second = await signTokens(first.bettorId);
  for (const tokens of [second, first]) expect(await warmAnswers(tokens)).toEqual(allGood);
  expect(await coldAnswers([first, second])).toEqual([...allGoodAtOnce, ...allGoodAtOnce]);
  await expectAlive(open);
  for (const token of [second.bettor, first.bettor]) {
    expect(await open.socket.ask('authenticate', { token })).toMatchObject({
      event: 'authenticated',
    });
  }

  // Our command would refuse those of the first, so it does nothing; others may not ask.
  expect(await rotate()).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await warmAnswers(first)).toEqual(allGood);
  const later = await openAll(second, true);
  await replaceSecret();
  const third = await signTokens(first.bettorId);
  for (const tokens of [third, second]) expect(await warmAnswers(tokens)).toEqual(allGood);
  expect(await coldAnswers([second, third])).toEqual([...allGoodAtOnce, ...allGoodAtOnce]);
  await expectAlive(later);
  for (const token of [third.bettor, second.bettor]) {
    expect(await open.socket.ask('authenticate', { token })).toMatchObject({
      event: 'authenticated',
    });
  }
  // Where the third has been seen, the first is known to be refused: an environment each time.
  const afterThird = async (): Promise<number> => {
    await financeStatus(asBearer(third.operator));
    return await financeStatus(asBearer(first.operator));
  };
  expect(await untilSeen(afterThird, status => status === 401)).toBe(401);
}, 240_000);

test('after a rotation with --now no token of before is let in within a minute; what is open goes on', async () => {
  const before = await signTokens();
  const open = await openAll(before, false);
  expect(await warmAnswers(before)).toEqual(allGood);
  expect(await rotate('--now')).toMatchObject({ exitCode: 0 });
  const after = await signTokens();
  expect(await warmAnswers(after)).toEqual(allGood);
  expect(await coldAnswers([after])).toEqual(allGoodAtOnce);
  const refused = await untilSeen(
    () => warmAnswers(before),
    answers => answers.every(status => status === 401),
  );
  expect(refused).toEqual([401, 401, 401, 401, 401, 401]);
  const isFight = await putFight();
  for (const stream of open.streams) {
    const { event, data } = await stream.until(
      message => isFight(message) || message.event === 'reconnect',
    );
    expect(event === 'reconnect' ? data.reason : 'goes on').toMatch(/^(goes on|lifetime)$/);
  }
  expect(await open.socket.ask('ping')).toMatchObject({ event: 'pong' });
  // Another environment answers than those that refused above, and it may have seen no new token.
  const authenticated = await untilSeen(
    () => open.socket.ask('authenticate', { token: before.bettor }),
    ({ event }) => event === 'authentication_error',
    { withinMs: 90_000, everyMs: 2_000 },
  );
  expect(authenticated).toMatchObject({
    event: 'authentication_error',
    data: { code: 'TOKEN_REFUSED' },
  });
}, 240_000);
