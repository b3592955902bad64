import { requireOutput } from '../../tools/outputs.ts';
import { runTool } from '../tools/run-tool.ts';
import { connectManagement, type Management } from './support/management.ts';
import { stallingProxy } from './support/stalling-proxy.ts';
import { streamsOf } from './support/streams-of.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { startTerminal, type TerminalClient, type TerminalRecord } from './support/terminal.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let token: string;
const clients: TerminalClient[] = [];

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  token = await target.token(unique('watcher'), 'admin');
});
afterAll(async () => {
  for (const client of clients) client.stop();
  await target.close();
});

function start(...[args, environment]: Parameters<typeof startTerminal>): TerminalClient {
  const client = startTerminal(args, environment);
  clients.push(client);
  return client;
}

const channels = ['fights', 'bets', 'users'];

const isDone =
  (command: string) =>
  ({ record, command: of, ending }: TerminalRecord): boolean =>
    record === 'result' && of === command && ending === 'done';

const isEvent =
  (id: string) =>
  ({ record, event }: TerminalRecord): boolean =>
    record === 'event' && event.id === id;

/** An event at home in `fights` that `bets` shows too. */
async function announce(type: string): Promise<string> {
  const eventId = unique('announced');
  const copies = { channels: ['bets'] };
  const item = { eventId, type, channel: 'fights', target: copies, data: { title: 'Doble' } };
  await target.put('Outbox', item);
  return eventId;
}

const connectionsOf = async (userId: string) => {
  const { body } = await management.call('GET', `/connections?userId=${userId}`, { token });
  return body.connections;
};

test('three channels are followed by one stream, which a new token opens again where it was [W4]', async () => {
  const [ana, bea, type] = [unique('ana'), unique('bea'), unique('Doble')];
  const client = start(['--as', `${ana}:admin`]);
  client.type('channel users,fights,bets');
  const { data: followed } = await client.until(isDone('channel'));
  expect(followed).toEqual({ channel: 'fights', channels, method: 'sse' });
  expect(await streamsOf(target, ana)).toMatchObject([{ channel: 'live', channels }]);
  client.type(`subscribe ${type} USER_REGISTERED`);
  await client.until(isDone('subscribe'));

  const [newcomer, first] = [unique('newcomer'), await announce(type)];
  const both = await client.until(isEvent(first));
  expect(both).toMatchObject({ channel: 'fights', channels: ['fights', 'bets'] });
  await target.put('Users', { userId: newcomer, status: 'active' });
  const registered = await client.until(
    ({ record, event }) => record === 'event' && event.data.userId === newcomer,
  );
  expect(registered).toMatchObject({ channel: 'users', channels: ['users'] });

  client.type(`auth --as ${bea}:admin`);
  const ids = [first];
  for (let at = 0; at < 3; at += 1) ids.push(await announce(type));
  await client.until(isDone('auth'));
  ids.push(await announce(type));
  await client.until(isEvent(ids.at(-1) ?? ''));
  expect(await streamsOf(target, bea)).toMatchObject([{ channel: 'live', channels }]);
  await untilSeen(
    () => connectionsOf(ana),
    left => left.length === 0,
  );
  client.type('status');
  const { data } = await client.until(isDone('status'));
  // It may be between two streams by plan just now.
  expect(data.streams).toMatchObject([{ channel: 'fights', channels, isShown: true }]);
  client.type('disconnect bets');
  expect(await client.ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('bets is followed by the stream of fights,bets,users'),
  });
  const reported = client.records.filter(({ event }) => event?.type === type);
  expect(reported.map(({ event }) => event.id)).toEqual(ids);
  const states = client.records.filter(({ record }) => record === 'state');
  expect(new Set(states.map(({ of }) => of))).toEqual(new Set(['fights,bets,users']));
  // On a slow machine it also waits between two streams, by plan.
  const statuses = states.map(({ status }) => status).filter(status => status !== 'waiting');
  const changes = statuses.filter((status, at) => status !== statuses[at - 1]);
  expect(changes).toEqual(['open', 'stopped', 'open', 'stopped']);
}, 120_000);

test('in text each event names the channels that show it, and the status the channels of the stream', async () => {
  const [ana, type] = [unique('ana'), unique('Doble')];
  await announce(type);
  const { exitCode, stdout, stderr } = await runTool('tools/client.ts', [
    ...['--outputs', process.env.SCENARIO_OUTPUTS ?? '', '--as', `${ana}:admin`],
    ...['channel bets,fights,users --history 100', `wait ${type} 60`, 'status'],
    'disconnect users,bets,fights',
  ]);
  expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^\\S+ fights,bets ${type} title=Doble$`, 'm'));
  expect(stdout).toMatch(/^\S+ following fights,bets,users: /m);
  expect(stdout).toMatch(/^ +channels {2}fights,bets,users \(shown\) open by sse, events \d+, /m);
  expect(stdout).toMatch(/^\S+ fights,bets,users closed$/m);
}, 120_000);

test('once its stream is lost, the same channels are polled on the one cursor', async () => {
  const type = unique('Doble');
  const way = await stallingProxy(requireOutput(target.outputs, 'LiveUrl'));
  const managementUrl = requireOutput(target.outputs, 'ManagementUrl');
  const client = start(['--url', `live=${way.url}`, '--url', `management=${managementUrl}`], {
    GALLOBETS_TOKEN: token,
  });
  client.type('channel fights,bets');
  await client.until(isDone('channel'));
  const ids = [await announce(type)];
  await client.until(isEvent(ids[0] ?? ''));
  await way.close();
  ids.push(await announce(type));
  await client.until(
    ({ record, of, status }) => record === 'state' && of === 'fights,bets' && status === 'polling',
  );
  ids.push(await announce(type));
  await client.until(isEvent(ids[2] ?? ''));
  client.type('quit');
  expect(await client.ended).toMatchObject({ exitCode: 0 });
  const reported = client.records.filter(({ event }) => event?.type === type);
  expect(reported.map(({ event }) => event.id)).toEqual(ids);
  expect(reported.map(one => one.channels)).toEqual(ids.map(() => ['fights', 'bets']));
}, 120_000);

test.each<[string, string[], number, string, string]>([
  [
    'one of the channels is not for this role',
    ['--as', 'oto:operator', 'channel fights,users'],
    1,
    'ROLE_NOT_ALLOWED',
    'users',
  ],
  [
    'the stack has no such address',
    ['--url', 'fights=http://127.0.0.1:1/', 'channel fights,bets'],
    1,
    'NO_ADDRESS',
    'there is no output LiveUrl',
  ],
  [
    'a name is no channel',
    ['--as', 'ana:admin', 'channel fights,bet'],
    2,
    'NOT_UNDERSTOOD',
    'received "bet", expected a channel such as bets',
  ],
])(
  'several channels are refused in words: %s',
  async (_what, args, exitCode, code, words) => {
    const client = start(args);
    const { exitCode: ended, stderr } = await client.ended;
    const result = client.records.findLast(({ record }) => record === 'result');
    expect([ended, result?.code]).toEqual([exitCode, code]);
    expect(stderr).toContain(words);
  },
  60_000,
);
