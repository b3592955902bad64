import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOutput } from '../../tools/outputs.ts';
import { stallingProxy } from './support/stalling-proxy.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { startTerminal, type TerminalClient, type TerminalRecord } from './support/terminal.ts';

let target: Target;
let directory: string;
const clients: TerminalClient[] = [];

beforeAll(async () => {
  target = await connectTarget();
  directory = await mkdtemp(join(tmpdir(), 'terminal-'));
});
afterAll(async () => {
  for (const client of clients) client.stop();
  await target.close();
  await rm(directory, { recursive: true });
});

function start(...[args, environment]: Parameters<typeof startTerminal>): TerminalClient {
  const client = startTerminal(args, environment);
  clients.push(client);
  return client;
}

const isDone =
  (command: string) =>
  (one: TerminalRecord): boolean =>
    one.record === 'result' && one.command === command && one.ending === 'done';

test('two scripts make and accept a proposal, and write nothing but records [W4]', async () => {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const [maker, recipient] = [unique('ana'), unique('beto')];
  await target.enroll(maker, recipient);
  const beto = start([
    '--as',
    `${recipient}:bettor`,
    'connect',
    'wait pending',
    'respond last accept',
  ]);
  await beto.until(isDone('connect'));
  const ana = start([
    ...['--as', `${maker}:bettor`, 'connect'],
    ...[
      `propose pago ${recipient} ${fightId} 5000 --message "al rojo"`,
      'wait proposal_result',
      'status',
    ],
  ]);
  expect([await beto.ended, await ana.ended]).toEqual([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  const codes = requireOutput(target.outputs, 'Currencies').split(',');
  const [currency] = codes;
  expect(ana.records.find(isDone('connect'))?.data).toEqual({ pending: 0, currencies: codes });
  const made = ana.records.find(isDone('propose'))?.data.proposal;
  expect(made).toMatchObject({
    kind: 'pago',
    fromUserId: maker,
    toUserId: recipient,
    fightId,
    amount: 5_000,
    message: 'al rojo',
    currency,
    status: 'pending',
  });
  expect(beto.records.filter(({ record }) => record === 'pending')).toMatchObject([
    { side: 'received', proposal: { proposalId: made.proposalId } },
  ]);
  expect(ana.records.find(isDone('wait'))?.data).toMatchObject({
    record: 'message',
    name: 'proposal_result',
    data: { proposalId: made.proposalId, outcome: 'accepted' },
  });
  expect(ana.records.find(isDone('status'))?.data).toMatchObject({
    who: { userId: maker, role: 'bettor' },
    socket: { status: 'open', failures: 0 },
    pending: [],
  });
}, 120_000);

test('a channel is followed, and of its events only those that were subscribed to are reported [W4]', async () => {
  const fightId = unique('fight');
  const client = start(['--as', `${unique('ana')}:admin`]);
  client.type('channel fights');
  client.type('subscribe BETTING_WINDOW_OPENED');
  await client.until(isDone('subscribe'));
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const reported = await client.until(
    ({ record, event }) => record === 'event' && event.data.fightId === fightId,
  );
  expect(reported).toMatchObject({
    channel: 'fights',
    event: { type: 'BETTING_WINDOW_OPENED', channel: 'fights', priority: 'high' },
  });
  client.type('auth');
  await client.until(isDone('auth'));
  client.type('quit');
  expect(await client.ended).toEqual({ exitCode: 0, stderr: '' });
  const types = client.records.flatMap(({ record, event }) =>
    record === 'event' ? [event.type] : [],
  );
  expect(new Set(types)).toEqual(new Set(['BETTING_WINDOW_OPENED']));
  expect(client.records.filter(({ event }) => event?.id === reported.event.id)).toHaveLength(1);
}, 120_000);

test('what is asked while the socket is lost says at once that it waits, and then that no answer came', async () => {
  const way = await stallingProxy(requireOutput(target.outputs, 'ProposalsWebSocketUrl'));
  const socketUrl = new URL('live', way.url.replace('http', 'ws')).href;
  const client = start(['--url', `socket=${socketUrl}`, '--timeout', '10'], {
    GALLOBETS_TOKEN: await target.token(unique('ana'), 'bettor'),
  });
  client.type('connect');
  await client.until(isDone('connect'));
  await way.close();
  await client.until(
    ({ record, of, status }) => record === 'state' && of === 'socket' && status === 'waiting',
  );
  client.type('propose pago beto f1 5000');
  const { exitCode, stderr } = await client.ended;
  expect(exitCode).toBe(4);
  const reported = client.records.filter(({ record }) => record === 'held' || record === 'result');
  expect(reported.slice(-2)).toMatchObject([
    { record: 'held', command: 'propose', timeoutMs: 10_000 },
    { record: 'result', command: 'propose', ending: 'late', code: 'NO_ANSWER' },
  ]);
  expect(stderr).toContain('no answer came (timeout)');
}, 120_000);

test('a token that ends and cannot be renewed ends what hangs on it, and the next step is shown', async () => {
  const client = start([], { GALLOBETS_TOKEN: await target.token(unique('ana'), 'admin', 15) });
  client.type('connect');
  await client.until(isDone('connect'));
  client.type('channel fights');
  await client.until(
    ({ record, of, stopReason }) =>
      record === 'state' && of === 'fights' && stopReason === 'unauthorized',
  );
  client.type('propose pago beto f1 5000');
  const { exitCode, stderr } = await client.ended;
  expect(exitCode).toBe(1);
  expect(client.records.findLast(({ record }) => record === 'result')).toMatchObject({
    command: 'propose',
    ending: 'refused',
    code: 'TOKEN_EXPIRED',
  });
  expect(stderr).toContain('`auth --token-file FILE` with a fresh one');
}, 120_000);

test('a channel that has stopped goes on where it was, once there is a token again', async () => {
  const file = join(directory, 'token');
  const ana = unique('ana');
  await writeFile(file, await target.token(ana, 'admin', 20));
  const client = start(['--token-file', file]);
  client.type('channel fights');
  await client.until(isDone('channel'));
  client.type('subscribe FIGHT_CREATED');
  await client.until(
    ({ record, of, stopReason }) =>
      record === 'state' && of === 'fights' && stopReason === 'unauthorized',
  );
  const fightId = unique('missed');
  await target.put('Fights', { fightId, title: 'Missed', status: 'upcoming' });
  await writeFile(file, await target.token(ana, 'admin'));
  client.type('channel fights');
  await client.until(({ record, event }) => record === 'event' && event.data.fightId === fightId);
  client.type('status');
  const { data } = await client.until(isDone('status'));
  expect(data.streams).toMatchObject([
    { channel: 'fights', isShown: true, filter: 'only FIGHT_CREATED' },
  ]);
  client.type('quit');
  expect(await client.ended).toMatchObject({ exitCode: 0 });
}, 120_000);

test('a new token opens the channels again, though the socket cannot be reached', async () => {
  const way = await stallingProxy(requireOutput(target.outputs, 'ProposalsWebSocketUrl'));
  const socketUrl = new URL('live', way.url.replace('http', 'ws')).href;
  const fightsUrl = requireOutput(target.outputs, 'FightsChannelUrl');
  const client = start(['--url', `socket=${socketUrl}`, '--url', `fights=${fightsUrl}`], {
    GALLOBETS_TOKEN: await target.token(unique('ana'), 'admin'),
  });
  client.type('connect');
  await client.until(isDone('connect'));
  client.type('channel fights');
  await client.until(isDone('channel'));
  await way.close();
  const before = client.records.length;
  client.type(`auth ${await target.token(unique('bea'), 'admin')}`);
  expect(await client.ended).toMatchObject({ exitCode: 3 });
  expect(client.records.slice(before)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ record: 'state', of: 'fights', status: 'open' }),
      expect.objectContaining({ record: 'result', command: 'auth', ending: 'unreachable' }),
    ]),
  );
}, 120_000);

const strangeToken = 'e30.eyJzdWIiOiJhbmEiLCJyb2xlIjoiYWRtaW4iLCJleHAiOjQxMDI0NDQ4MDB9.c2ln';
const unknownProposal = `p-${'0'.repeat(64)}`;

test.each<[string, string[], Record<string, string>, number, string]>([
  [
    'an invalid token, on the socket',
    ['connect'],
    { GALLOBETS_TOKEN: strangeToken },
    1,
    'TOKEN_REFUSED',
  ],
  [
    'an invalid token, on a channel',
    ['channel fights'],
    { GALLOBETS_TOKEN: strangeToken },
    1,
    'TOKEN_REFUSED',
  ],
  ['no token', ['connect'], { GALLOBETS_TOKEN: '' }, 1, 'NO_TOKEN'],
  ['a role that may not', ['--as', 'ana:bettor', 'channel users'], {}, 1, 'ROLE_NOT_ALLOWED'],
  [
    'an unknown proposal',
    ['--as', 'ana:bettor', 'connect', `cancel ${unknownProposal}`],
    {},
    1,
    'PROPOSAL_NOT_FOUND',
  ],
  ['a command that is none', ['--as', 'ana:bettor', 'conect'], {}, 2, 'NOT_UNDERSTOOD'],
  [
    'a socket that nobody serves',
    ['--url', 'socket=ws://127.0.0.1:1/', 'connect'],
    { GALLOBETS_TOKEN: strangeToken },
    3,
    'NETWORK_FAILED',
  ],
  [
    'a channel that nobody serves',
    ['--url', 'fights=http://127.0.0.1:1/', 'channel fights'],
    { GALLOBETS_TOKEN: strangeToken },
    3,
    'NETWORK_FAILED',
  ],
  [
    'what does not come in time',
    ['--as', 'ana:bettor', 'connect', 'wait NEVER_SENT 1'],
    {},
    4,
    'WAIT_TIMED_OUT',
  ],
])(
  '%s',
  async (_what, args, environment, exitCode, code) => {
    const client = start(args, environment);
    const { exitCode: ended, stderr } = await client.ended;
    const result = client.records.findLast(({ record }) => record === 'result');
    expect([ended, result?.code]).toEqual([exitCode, code]);
    expect(stderr).toContain(result?.next);
    expect(stderr).not.toContain(strangeToken);
  },
  60_000,
);

test.each([['connect'], ['channel inbox']])(
  'a banned user reads so, and is not sent for another token: %s',
  async command => {
    const userId = unique('banned');
    await target.put('Users', { userId, status: 'banned' });
    const client = start(['--as', `${userId}:bettor`, command]);
    const { exitCode, stderr } = await client.ended;
    const result = client.records.findLast(({ record }) => record === 'result');
    expect([exitCode, result?.code]).toEqual([1, 'TOKEN_REVOKED']);
    expect(stderr).toContain('this user is banned: no token helps until an admin lifts it');
    expect(stderr).not.toMatch(/fresh one|takes a fresh token/);
  },
  60_000,
);

test('without its outputs file it says what to do, with the exit code for what cannot be reached', async () => {
  const client = start(['--outputs', 'absent.json', 'connect']);
  expect(await client.ended).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('cannot read absent.json: is `npm start` running?'),
  });
});
