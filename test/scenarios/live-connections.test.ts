import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement, type Management } from './support/management.ts';
import { openStream, type StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let token: string;
const readers: StreamReader[] = [];

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  token = await target.token(unique('watcher'), 'admin');
});
afterAll(async () => {
  for (const reader of readers) reader.close();
  await target.close();
});

const ask = (path: string) => management.call('GET', path, { token });

/** A stream of several channels of that user's. */
async function live(userId: string, query: Readonly<Record<string, string>>, role = 'admin') {
  const reader = await openStream(requireOutput(target.outputs, 'LiveUrl'), {
    token: await target.token(userId, role),
    query,
  });
  readers.push(reader);
  const { data } = await reader.until(({ event }) => event === 'connected');
  return { reader, connectionId: String(data.connectionId) };
}

interface View {
  readonly connectionId: string;
}

test('a page that shows three channels is one connection, found by each of them, once in all', async () => {
  const userId = unique('page');
  const { connectionId } = await live(userId, { channels: 'fights,bets,users' });
  const { body } = await ask(`/connections/${connectionId}`);
  expect(body).toMatchObject({
    ...{ userId, kind: 'sse', channel: 'live' },
    channels: ['fights', 'bets', 'users'],
  });
  const presence = await ask(`/users/${userId}/presence`);
  expect(presence.body).toMatchObject({ online: true, connections: [{ connectionId }] });
  const times = async (query: string) => {
    const { body: page } = await ask(`/connections?${query}&limit=100`);
    return page.connections.filter((one: View) => one.connectionId === connectionId).length;
  };
  await untilSeen(
    () => times('channel=live'),
    count => count === 1,
  );
  expect(await times('channel=fights')).toBe(1);
  expect(await times('channel=users')).toBe(1);
  expect(await times('channel=system')).toBe(0);
  expect(await times('state=connected')).toBe(1);
});

test('what is sent to it comes on it', async () => {
  const { reader, connectionId } = await live(unique('sent'), { channels: 'fights,bets' });
  const event = { target: { connection: connectionId }, type: 'NOTICE', data: { text: 'hola' } };
  const { status, body } = await management.call('POST', '/events', { token, body: event });
  expect(status).toBe(200);
  const [eventId] = body.eventIds;
  await reader.until(({ data }) => data?.id === eventId);
});

test('its own client takes its place with other channels, and an admin ends it', async () => {
  const userId = unique('tab');
  const tab = { clientId: 'tab-1' };
  const older = await live(userId, { ...tab, channels: 'fights' });
  const newer = await live(userId, { ...tab, channels: 'bets,users' });
  const last = await older.reader.until(({ event }) => event === 'reconnect', 10_000);
  expect(last.data.reason).toBe('replaced');
  const ended = await management.call('DELETE', `/users/${userId}/connections`, { token });
  expect(ended.body).toEqual({ disconnected: 1 });
  const end = await newer.reader.until(({ event }) => event === 'reconnect', 10_000);
  expect(end.data.reason).toBe('disconnected');
});

test('a revocation ends it', async () => {
  const userId = unique('revoked');
  const { reader } = await live(userId, { channels: 'inbox' }, 'bettor');
  const { status } = await management.call('POST', '/revocations', {
    token,
    body: { userId, reason: 'a scenario' },
  });
  expect(status).toBe(200);
  const { data } = await reader.until(({ event }) => event === 'reconnect', 10_000);
  expect(data.reason).toBe('revoked');
});
