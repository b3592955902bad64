import {
  type ChannelName,
  type ChannelOptions,
  ChannelStream,
  RecentIds,
  sseTokens,
} from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { lossyNetwork } from './support/lossy-network.ts';
import { stallingProxy } from './support/stalling-proxy.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { type Happening, until } from './support/until.ts';

let target: Target;
const streams: ChannelStream[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  for (const stream of streams) stream.close();
  await target.close();
});

/** Quick to fail and quick to reconnect, so that a test sees all of it. */
const settings = {
  backoffBaseMs: 50,
  backoffCapMs: 100,
  steadyMs: 1_000,
  probeMs: 2_000,
  pollWaitSec: 1,
  pollPauseMs: 50,
};

const pollUrlOf = ({ outputs }: Target) =>
  `${requireOutput(outputs, 'ManagementUrl').replace(/\/$/, '')}/poll`;

/** A page's reader of the channel `streaming`, and what it received of items with the prefix. */
async function read(prefix: string, options: Partial<ChannelOptions<'streaming'>> = {}) {
  const token = await target.token(unique('page'), 'admin');
  const stream = new ChannelStream({
    channel: 'streaming',
    url: requireOutput(target.outputs, 'StreamingChannelUrl'),
    pollUrl: pollUrlOf(target),
    token,
    history: 0,
    settings,
    ...options,
  });
  streams.push(stream);
  const received: string[] = [];
  stream.on('*', ({ data }) => {
    const id = 'streamId' in data ? String(data.streamId) : '';
    if (id.startsWith(prefix)) received.push(id.slice(prefix.length));
  });
  const untilSo = (isWanted: () => boolean, withinMs?: number) =>
    until(isWanted, happening(stream, received), withinMs);
  stream.connect();
  await untilSo(() => stream.view.status === 'open' || stream.view.status === 'polling');
  return { stream, received, until: untilSo };
}

/** A stream changes, or an event comes. */
function happening<C extends ChannelName>(
  stream: ChannelStream<C>,
  received: readonly string[] = [],
): Happening {
  return {
    watch: look => {
      const leave = stream.subscribe(look);
      const off = stream.on('*', look);
      return () => {
        leave();
        off();
      };
    },
    stands: () => ({ ...stream.view, cursor: stream.cursor, received }),
  };
}

async function write(prefix: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const streamId = `${prefix}${n}`;
    await target.put('VideoStreams', { streamId, fightId: 'f', status: 'live', viewerCount: 0 });
  }
}

/** Drops nothing as seen: the cursor alone has to do it. */
function forgetful(): RecentIds {
  const seen = new RecentIds();
  seen.add = () => true;
  return seen;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n));

test.concurrent('a stream that is cut fifteen times at any byte, with a writer running, delivers every event once and in order', async () => {
  const prefix = unique('cut');
  let cuts = 15;
  const network = lossyNetwork(() => {
    cuts -= 1;
    return cuts > 0 ? 200 + Math.floor(Math.random() * 1_500) : Number.POSITIVE_INFINITY;
  });
  const reader = await read(prefix, {
    method: 'sse',
    seen: forgetful(),
    settings: { ...settings, steadyMs: 0 },
    environment: { fetch: network.fetch },
  });
  await write(prefix, 0, 40);
  await reader.until(() => reader.received.length >= 40);
  expect(reader.received).toEqual(numbers(40));
  expect(network.requests.length).toBeGreaterThan(5);
}, 300_000);

test.concurrent('streaming is blocked, polling takes over, streaming takes back: one cursor, nothing lost or repeated [L5]', async () => {
  const prefix = unique('poll');
  const network = lossyNetwork();
  const reader = await read(prefix, {
    seen: forgetful(),
    environment: { fetch: network.fetch },
  });
  await write(prefix, 0, 10);
  await reader.until(() => reader.received.length >= 10);
  network.block(requireOutput(target.outputs, 'StreamingChannelUrl'));
  network.cut();
  await write(prefix, 10, 20);
  await reader.until(() => reader.stream.view.method === 'poll' && reader.received.length >= 20);
  expect(reader.stream.view.failures.sse.inARow).toBeGreaterThanOrEqual(3);
  await write(prefix, 20, 30);
  await reader.until(() => reader.received.length >= 30);
  network.unblock();
  await reader.until(() => reader.stream.view.method === 'sse');
  await write(prefix, 30, 40);
  await reader.until(() => reader.received.length >= 40);
  expect(reader.received).toEqual(numbers(40));
}, 300_000);

test('a method that is forced stays, on the cursor of the other one [L5]', async () => {
  const prefix = unique('force');
  const reader = await read(prefix);
  await write(prefix, 0, 5);
  await reader.until(() => reader.received.length >= 5);
  reader.stream.forcePolling();
  await write(prefix, 5, 10);
  await reader.until(() => reader.received.length >= 10);
  expect(reader.stream.view).toMatchObject({ method: 'poll', choice: 'poll' });
  reader.stream.forceSSE();
  await write(prefix, 10, 15);
  await reader.until(() => reader.received.length >= 15);
  expect(reader.stream.view).toMatchObject({ method: 'sse', choice: 'sse' });
  expect(reader.received).toEqual(numbers(15));
}, 300_000);

test('a new reader that polls a silent channel gets the first event there is', async () => {
  const userId = unique('silent');
  const stream = new ChannelStream({
    channel: 'inbox',
    url: requireOutput(target.outputs, 'InboxChannelUrl'),
    pollUrl: pollUrlOf(target),
    token: await target.token(userId, 'bettor'),
    history: 0,
    method: 'poll',
  });
  streams.push(stream);
  const received: string[] = [];
  stream.on('*', ({ id }) => received.push(id));
  stream.connect();
  await until(() => stream.view.status === 'polling', happening(stream, received));
  const eventId = unique('first');
  await target.put('Outbox', {
    eventId,
    channel: 'inbox',
    type: 'notification',
    data: { text: 'hello' },
    target: { users: [userId] },
  });
  await until(() => received.length > 0, happening(stream, received));
  expect(received).toEqual([eventId]);
}, 300_000);

test.concurrent('the planned end of a stream is no failure, and no event is missed over it', async () => {
  const prefix = unique('life');
  const reader = await read(prefix);
  await reader.until(() => reader.stream.view.status === 'waiting', 360_000);
  await write(prefix, 0, 5);
  await reader.until(() => reader.received.length >= 5);
  expect(reader.received).toEqual(numbers(5));
  expect(reader.stream.view.failures).toEqual({
    sse: { inARow: 0, total: 0 },
    poll: { inARow: 0, total: 0 },
  });
}, 400_000);

test('a token that expires is replaced by a fresh one, and the stream goes on', async () => {
  const prefix = unique('token');
  const userId = unique('page');
  const asked: boolean[] = [];
  const reader = await read(prefix, {
    token: async ({ fresh }) => {
      asked.push(fresh);
      return await target.token(userId, 'admin', fresh ? 3_600 : 12);
    },
  });
  const codes: string[] = [];
  reader.stream.on('error', ({ code }) => codes.push(code));
  await write(prefix, 0, 1);
  await reader.until(() => asked.includes(true));
  await write(prefix, 1, 3);
  await reader.until(() => reader.received.length >= 3);
  expect(reader.received).toEqual(numbers(3));
  expect(codes).toEqual(['TOKEN_EXPIRED']);
  expect(asked).toEqual([false, true]);
}, 300_000);

test('streams open with tokens that the endpoint gave, one for all of them [L1]', async () => {
  const prefix = unique('issued');
  const answers: { readonly status: number; readonly token: string }[] = [];
  const token = sseTokens({
    url: `${requireOutput(target.outputs, 'ManagementUrl').replace(/\/$/, '')}/token`,
    token: await target.token(unique('page'), 'admin'),
    channels: ['streaming'],
    environment: {
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const { token: given } = (await response.clone().json()) as { token: string };
        answers.push({ status: response.status, token: given });
        return response;
      },
    },
  });
  const shown: unknown[] = [];
  const environment = {
    fetch: (url: string, init: RequestInit) => {
      shown.push(new Headers(init.headers).get('authorization'));
      return fetch(url, init);
    },
  };
  const readers = await Promise.all([1, 2].map(() => read(prefix, { token, environment })));
  await write(prefix, 0, 1);
  for (const reader of readers) await reader.until(() => reader.received.length > 0);
  expect(readers.map(({ stream }) => stream.view.method)).toEqual(['sse', 'sse']);
  expect(answers).toMatchObject([{ status: 200 }]);
  const bearer = `Bearer ${answers[0]?.token}`;
  expect(shown).toEqual([bearer, bearer]);
}, 300_000);

test('an invalid token is replaced once, and then the stream stops', async () => {
  const asked: boolean[] = [];
  const stream = new ChannelStream({
    channel: 'fights',
    url: requireOutput(target.outputs, 'FightsChannelUrl'),
    token: ({ fresh }) => {
      asked.push(fresh);
      return 'nonsense';
    },
  });
  stream.connect();
  await until(() => stream.view.status === 'stopped', happening(stream));
  expect(asked).toEqual([false, true]);
  expect(stream.view).toMatchObject({
    stopReason: 'unauthorized',
    problem: { category: 'AUTHENTICATION', code: 'TOKEN_REFUSED', status: 401 },
  });
});

test('a role that may not read is refused, and does not reconnect', async () => {
  const stream = new ChannelStream({
    channel: 'finance',
    url: requireOutput(target.outputs, 'FinanceChannelUrl'),
    token: await target.token(unique('op'), 'operator'),
  });
  stream.connect();
  await until(() => stream.view.status === 'stopped', happening(stream));
  expect(stream.view).toMatchObject({
    stopReason: 'refused',
    problem: { category: 'CLIENT', code: 'ROLE_NOT_ALLOWED', status: 403 },
  });
});

test('a second reader of the same clientId takes the place of the first, which does not reconnect', async () => {
  const prefix = unique('place');
  const token = await target.token(unique('page'), 'admin');
  const first = await read(prefix, { token, clientId: 'tab-1' });
  const second = await read(prefix, { token, clientId: 'tab-1' });
  await first.until(() => first.stream.view.status === 'stopped');
  expect(first.stream.view.stopReason).toBe('replaced');
  await write(prefix, 0, 3);
  await second.until(() => second.received.length >= 3);
  expect(second.received).toEqual(numbers(3));
}, 300_000);

test.concurrent('an address that has no connection left gets 429 twice, polls, and streams again once there is one [L5]', async () => {
  // Only there can one come from an address of one's choice.
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const prefix = unique('full');
  const address = `127.8.${Math.floor(Math.random() * 256)}.${1 + Math.floor(Math.random() * 254)}`;
  const hold = (slot: number, expiresAt: number) =>
    target.put('Limits', {
      subject: `address#${address}`,
      slot: String(slot).padStart(5, '0'),
      connectionId: 'another',
      expiresAt,
    });
  const inAnHour = Math.ceil(Date.now() / 1_000) + 3_600;
  await Promise.all(Array.from({ length: 500 }, (_, slot) => hold(slot, inAnHour)));
  const way = await stallingProxy(requireOutput(target.outputs, 'StreamingChannelUrl'), address);
  const waits: number[] = [];
  const problems: (string | undefined)[] = [];
  const reader = await read(prefix, {
    url: way.url,
    seen: forgetful(),
    // However slow the machine: an answer that is late would be another failure.
    settings: { ...settings, connectMs: 120_000, calmPauseMs: 500 },
    trace: ({ at, signal, state }) => {
      if (signal.type !== 'refused') return;
      problems.push(`${signal.status} ${signal.problem.code}`);
      if (state.kind === 'waiting') waits.push(state.notBefore - at);
    },
  });
  expect(reader.stream.view).toMatchObject({ status: 'polling', method: 'poll' });
  expect(problems.slice(0, 2)).toEqual(['429 TOO_MANY_CONNECTIONS', '429 TOO_MANY_CONNECTIONS']);
  expect(waits.slice(0, 2)).toEqual([10_000, 10_000]);
  await write(prefix, 0, 5);
  await reader.until(() => reader.received.length >= 5);
  await hold(7, 0);
  await reader.until(() => reader.stream.view.method === 'sse');
  await write(prefix, 5, 10);
  await reader.until(() => reader.received.length >= 10);
  expect(reader.received).toEqual(numbers(10));
  reader.stream.close();
  await way.close();
}, 300_000);
