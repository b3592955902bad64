import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOutput } from '../../tools/outputs.ts';
import { sseHostContext } from './support/host-settings.ts';
import { connectManagement, type Management } from './support/management.ts';
import { startOwnHost } from './support/own-host.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let management: Management;
let admin: string;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  admin = await target.token(unique('watcher'), 'admin');
});
afterAll(async () => {
  await target.close();
});

interface View {
  readonly connectionId: string;
  readonly channel: string;
  readonly channels?: readonly string[];
}

interface Opened {
  readonly stream: StreamReader;
  readonly connectionId: string;
}

async function open(
  on: Target,
  channels: string,
  { userId = unique('live'), clientId = unique('tab') } = {},
): Promise<Opened> {
  const token = await on.token(userId, 'operator');
  const stream = await on.open('Live', { token, query: { channels, clientId } });
  const { data } = await stream.until(({ event }) => event === 'connected');
  return { stream, connectionId: String(data.connectionId) };
}

const ask = async (path: string) => await management.call('GET', path, { token: admin });

async function reasonOf({ stream }: Opened): Promise<string> {
  const { data } = await stream.until(({ event }) => event === 'reconnect');
  await stream.ended;
  return data.reason;
}

/** How often the connection is in a list, over all its pages. */
async function timesListed({ connectionId }: Opened, query: string): Promise<number> {
  const found: View[] = [];
  let next: string | undefined;
  do {
    const more: string = next === undefined ? '' : `&next=${encodeURIComponent(next)}`;
    const { body } = await ask(`/connections?limit=100&${query}${more}`);
    found.push(...body.connections.filter((one: View) => one.connectionId === connectionId));
    next = body.next;
  } while (next !== undefined);
  return found.length;
}

test('a Live stream is one connection, listed once, with its channels, under each of them [R1]', async () => {
  const userId = unique('seen');
  const opened = await open(target, 'fights,bets', { userId });
  const { status, body } = await ask(`/connections/${opened.connectionId}`);
  expect([status, body.channel, body.channels]).toEqual([200, 'live', ['fights', 'bets']]);
  const presence = await ask(`/users/${userId}/presence`);
  expect(presence.body.online).toBe(true);
  expect(presence.body.connections).toMatchObject([
    { connectionId: opened.connectionId, channel: 'live', channels: ['fights', 'bets'] },
  ]);
  for (const query of ['state=connected', 'channel=fights', 'channel=bets', 'channel=live']) {
    await untilSeen(
      () => timesListed(opened, query),
      times => times === 1,
    );
  }
  expect(await timesListed(opened, `userId=${userId}&channel=bets`)).toBe(1);
  expect(await timesListed(opened, `userId=${userId}&channel=system`)).toBe(0);
  expect(await timesListed(opened, 'channel=system')).toBe(0);
  opened.stream.close();
});

test('an admin ends a Live stream by its id', async () => {
  const opened = await open(target, 'fights,bets');
  const path = `/connections/${opened.connectionId}`;
  const { body } = await management.call('DELETE', path, { token: admin });
  expect(body).toEqual({ disconnected: 1 });
  expect(await reasonOf(opened)).toBe('disconnected');
});

test('the same client with other channels takes the place of its stream, and of no other', async () => {
  const [userId, clientId] = [unique('taken'), unique('tab')];
  const older = await open(target, 'fights,bets', { userId, clientId });
  const other = await open(target, 'fights,bets', { userId });
  const newer = await open(target, 'fights,system', { userId, clientId });
  expect(await reasonOf(older)).toBe('replaced');
  const { body } = await ask(`/users/${userId}/presence`);
  const ids = body.connections.map(({ connectionId }: View) => connectionId);
  expect(ids.toSorted()).toEqual([newer.connectionId, other.connectionId].toSorted());
});

test('a revocation of its user ends a Live stream', async () => {
  const userId = unique('revoked');
  const opened = await open(target, 'fights,bets', { userId });
  const body = { userId, reason: 'a scenario' };
  const revoked = await management.call('POST', '/revocations', { token: admin, body });
  expect(revoked.body.connectionsEnded).toBe(1);
  expect(await reasonOf(opened)).toBe('revoked');
});

test('the end of its token ends a Live stream', async () => {
  const token = await target.token(unique('short'), 'operator', 3);
  const stream = await target.open('Live', { token, query: { channels: 'fights,bets' } });
  const { data } = await stream.until(({ event }) => event === 'error', 20_000);
  expect(data.code).toBe('TOKEN_EXPIRED');
  await stream.ended;
});

/**
 * A host of its own with so many Live streams, left when the test is over. On a Web Function there is no
 * such ceiling, and the setting is refused.
 */
async function withLiveStreams(
  liveStreams: number,
  use: (on: Target) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'live-streams-'));
  const isWebFunction = sseHostContext().sseHost === 'web-function';
  const ceiling = isWebFunction ? {} : { liveStreams: String(liveStreams) };
  const host = await startOwnHost(directory, ceiling);
  const on = await connectTarget(host.outputsFile);
  try {
    await use(on);
  } finally {
    await on.close();
    await host.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

const bearer = async (on: Target) => ({
  authorization: `Bearer ${await on.token(unique('late'), 'admin')}`,
});

async function refusalOf(on: Target) {
  const url = `${requireOutput(on.outputs, 'LiveUrl')}?channels=fights`;
  const response = await fetch(url, { headers: await bearer(on) });
  const { code, recovery } = (await response.json()) as Record<string, unknown>;
  return [response.status, code, recovery, response.headers.get('retry-after')];
}

const isFull = [429, 'LIVE_STREAMS_FULL', 'poll', '30'];

/** Of how many Live streams a ceiling refuses the next; of a Web Function none is refused. */
async function isRefused(on: Target): Promise<void> {
  if (on.onWebFunction) {
    const { stream } = await open(on, 'fights');
    stream.close();
  } else expect(await refusalOf(on)).toEqual(isFull);
}

// A deployed stack has the settings that it has.
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('the ceiling of Live streams', () => {
  test('of one refuses the second until the first has ended; /stats counts it on its channels, and once', async () => {
    await withLiveStreams(1, async on => {
      const api = await connectManagement(on);
      const token = await on.token(unique('admin'), 'admin');
      const first = await open(on, 'fights,bets');
      await isRefused(on);
      const { body } = await untilSeen(
        () => api.call('GET', '/stats', { token }),
        stats => stats.body.connections.total === 1,
      );
      const counts = body.channels.map((of: { channel: string; connections: { sse: number } }) => [
        of.channel,
        of.connections.sse,
      ]);
      expect(Object.fromEntries(counts)).toMatchObject({ fights: 1, bets: 1, live: 1, system: 0 });
      // Others have their places still.
      const single = await on.open('Fights', { token });
      expect(single.status).toBe(200);

      await api.call('DELETE', `/connections/${first.connectionId}`, { token });
      expect(await reasonOf(first)).toBe('disconnected');
      const next = await untilSeen(
        () => on.open('Live', { token, query: { channels: 'fights' } }),
        ({ status }) => status === 200,
      );
      await next.until(({ event }) => event === 'connected');
    });
  }, 300_000);

  test('of none refuses everybody, and polls answer', async () => {
    await withLiveStreams(0, async on => {
      await isRefused(on);
      const token = await on.token(unique('admin'), 'admin');
      const api = await connectManagement(on);
      expect((await api.call('GET', '/poll?channels=fights,bets', { token })).status).toBe(200);
    });
  }, 300_000);
});
