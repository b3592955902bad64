import { ChannelStream, type LiveOptions } from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type LossyNetwork, lossyNetwork } from './support/lossy-network.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until } from './support/until.ts';

let target: Target;
const streams: ChannelStream<Read>[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  for (const stream of streams) stream.close();
  await target.close();
});

type Read = 'streaming' | 'finance' | 'notifications';

/** Quick to fail and quick to reconnect, so that a test sees all of it. */
const settings = {
  backoffBaseMs: 50,
  backoffCapMs: 100,
  steadyMs: 1_000,
  probeMs: 2_000,
  pollWaitSec: 1,
  pollPauseMs: 50,
};

/** A page's one stream of several channels, and what came on each, of what has the prefix. */
async function read(prefix: string, network: LossyNetwork, options: Partial<LiveOptions<Read>>) {
  const received: Record<Read, string[]> = { streaming: [], finance: [], notifications: [] };
  // Before what was seen is dropped: the cursor alone has to do it.
  const raw: string[] = [];
  const stream = new ChannelStream<Read>({
    channels: ['streaming', 'finance', 'notifications'],
    url: requireOutput(target.outputs, 'LiveUrl'),
    pollUrl: `${requireOutput(target.outputs, 'ManagementUrl').replace(/\/$/, '')}/poll`,
    token: await target.token(unique('page'), 'admin'),
    history: 0,
    settings,
    environment: { fetch: network.fetch },
    trace: ({ actions }) => {
      for (const action of actions) if (action.type === 'deliver') raw.push(action.event.id);
    },
    ...options,
  });
  streams.push(stream);
  stream.on('*', ({ data }, channels) => {
    const { streamId, mark } = data as Readonly<Record<string, unknown>>;
    const name = String(streamId ?? mark);
    if (!name.startsWith(prefix)) return;
    for (const channel of channels) received[channel].push(name.slice(prefix.length));
  });
  const untilSo = (isWanted: () => boolean) =>
    until(isWanted, {
      watch: look => {
        const leave = stream.subscribe(look);
        const off = stream.on('*', look);
        return () => {
          leave();
          off();
        };
      },
      stands: () => ({ ...stream.view, cursor: stream.cursor, received }),
    });
  stream.connect();
  await untilSo(() => stream.view.status === 'open' || stream.view.status === 'polling');
  return { stream, received, raw, until: untilSo };
}

/** One of finance, which is important enough for notifications too. */
async function mark(prefix: string, n: number): Promise<void> {
  await target.put('Outbox', {
    eventId: `${prefix}${n}`,
    channel: 'finance',
    type: 'house.mark',
    priority: 'high',
    data: { mark: `${prefix}${n}` },
  });
}

async function show(prefix: string, n: number): Promise<void> {
  const streamId = `${prefix}${n}`;
  await target.put('VideoStreams', { streamId, fightId: 'f', status: 'live', viewerCount: 0 });
}

async function write(prefix: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    await show(prefix, n);
    await mark(prefix, n);
  }
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => String(from + n));

test.concurrent('one stream of three channels that is cut fifteen times at any byte, with a writer running, loses and repeats nothing on any of them [L5]', async () => {
  const prefix = unique('live-cut');
  let cuts = 15;
  const network = lossyNetwork(() => {
    cuts -= 1;
    return cuts > 0 ? 300 + Math.floor(Math.random() * 2_000) : Number.POSITIVE_INFINITY;
  });
  const reader = await read(prefix, network, {
    method: 'sse',
    settings: { ...settings, steadyMs: 0 },
  });
  await write(prefix, 0, 30);
  await reader.until(() => Object.values(reader.received).every(({ length }) => length >= 30));
  const all = numbers(0, 30);
  expect(reader.received).toEqual({ streaming: all, finance: all, notifications: all });
  expect(new Set(reader.raw).size).toBe(reader.raw.length);
  expect(network.requests.length).toBeGreaterThan(5);
}, 300_000);

test.concurrent('three channels go from their stream to pages and back, on one cursor: nothing is lost or repeated on any of them [L5]', async () => {
  const prefix = unique('live-poll');
  const network = lossyNetwork();
  const reader = await read(prefix, network, {});
  const untilAll = (count: number) =>
    reader.until(() => Object.values(reader.received).every(({ length }) => length >= count));
  await write(prefix, 0, 5);
  await untilAll(5);
  network.block(requireOutput(target.outputs, 'LiveUrl'));
  network.cut();
  await write(prefix, 5, 10);
  await untilAll(10);
  await reader.until(() => reader.stream.view.method === 'poll');
  network.unblock();
  await reader.until(() => reader.stream.view.method === 'sse');
  await write(prefix, 10, 15);
  await untilAll(15);
  const all = numbers(0, 15);
  expect(reader.received).toEqual({ streaming: all, finance: all, notifications: all });
  expect(new Set(reader.raw).size).toBe(reader.raw.length);
}, 300_000);

test.concurrent.each(['sse', 'poll'] as const)(
  'a channel that is read later gets its own history by %s, however much the others had, and disturbs none',
  async method => {
    const prefix = unique('live-rare');
    for (const n of [0, 1, 2]) await mark(prefix, n);
    const network = lossyNetwork();
    const reader = await read(prefix, network, { method, channels: ['streaming'], history: 100 });
    for (let n = 0; n < 30; n += 1) await show(prefix, n);
    await reader.until(() => reader.received.streaming.length >= 30);
    reader.stream.read(['streaming', 'finance']);
    await reader.until(() => reader.received.finance.length >= 3);
    await write(prefix, 30, 33);
    await reader.until(() => reader.received.streaming.length >= 33);
    await reader.until(() => reader.received.finance.length >= 6);
    expect(reader.received).toEqual({
      streaming: numbers(0, 33),
      finance: ['0', '1', '2', '30', '31', '32'],
      notifications: [],
    });
    expect(reader.stream.view.failures).toEqual({
      sse: { inARow: 0, total: 0 },
      poll: { inARow: 0, total: 0 },
    });
  },
  300_000,
);
