import {
  type ChannelOptions,
  type ChannelStep,
  ChannelStream,
} from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { FakeEnvironment } from '../clients/browser/fake-environment.ts';
import { compressingProxy } from './support/compressing-proxy.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until, untilSeen } from './support/until.ts';

let target: Target;

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(() => target.close());

/** A page's reader behind a proxy: the network is real, and time passes when the test says so. */
async function readBehind(obeys: boolean) {
  const proxy = await compressingProxy(requireOutput(target.outputs, 'StreamingChannelUrl'), {
    obeys,
  });
  const around = new FakeEnvironment();
  const steps: ChannelStep[] = [];
  const received: string[] = [];
  const problems: string[] = [];
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watcher of watchers) watcher();
  };
  const options: ChannelOptions<'streaming'> = {
    channel: 'streaming',
    url: proxy.url,
    pollUrl: `${requireOutput(target.outputs, 'ManagementUrl')}poll`,
    token: await target.token(unique('page'), 'admin'),
    history: 0,
    // Only the first byte is waited for: on a slow machine a poll takes long by the test's own clock.
    settings: { probeMs: 3_600_000, probeCapMs: 3_600_000, connectMs: 3_600_000 },
    environment: { ...around.environment, fetch: (url, init) => fetch(url, init) },
    trace: step => {
      steps.push(step);
      look();
    },
  };
  const stream = new ChannelStream(options);
  stream.on('*', ({ data }) => received.push('streamId' in data ? String(data.streamId) : ''));
  stream.on('error', ({ code }) => problems.push(code));
  stream.on('*', look);
  stream.subscribe(look);
  stream.connect();
  return {
    ...{ proxy, around, stream, received, problems },
    hasSeen: (type: ChannelStep['signal']['type']) =>
      steps.some(({ signal }) => signal.type === type),
    until: (isWanted: () => boolean) =>
      until(isWanted, {
        watch: watcher => {
          watchers.add(watcher);
          return () => void watchers.delete(watcher);
        },
        stands: () => ({
          view: stream.view,
          received,
          signals: steps.map(({ signal }) => signal.type),
        }),
      }),
    close: async () => {
      stream.close();
      await proxy.close();
    },
  };
}

test('through a proxy that compresses, and leaves what is not to be transformed, events pass at once', async () => {
  const reader = await readBehind(true);
  await reader.until(() => reader.stream.view.status === 'open');
  const streamId = unique('through');
  await target.put('VideoStreams', { streamId, status: 'live' });
  // No time passes here: nothing but the stream itself can bring it.
  await reader.until(() => reader.received.includes(streamId));
  expect(reader.stream.view).toMatchObject({ method: 'sse', failures: { sse: { total: 0 } } });
  expect(reader.proxy.compressed).toBe(0);
  await reader.close();
}, 300_000);

test('behind one that compresses and holds back whatever comes, the client polls after five seconds', async () => {
  const reader = await readBehind(false);
  await reader.until(() => reader.hasSeen('answered'));
  await reader.around.pass(4_999);
  expect(reader.stream.view.status).toBe('connecting');
  await reader.around.pass(1);
  await reader.until(() => reader.stream.view.method === 'poll');
  expect(reader.problems).toEqual(['STREAM_BLOCKED']);
  expect(reader.hasSeen('bytes')).toBe(false);
  const streamId = unique('polled');
  await target.put('VideoStreams', { streamId, status: 'live' });
  // Each is a poll: the first may come before the event is in the log.
  await untilSeen(
    async () => {
      await reader.around.pass(1_500);
      return reader.received;
    },
    received => received.includes(streamId),
  );
  expect(reader.proxy.compressed).toBe(1);
  await reader.close();
}, 300_000);
