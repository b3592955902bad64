import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let host: QuietHost;
let target: Target;

beforeAll(async () => {
  // Readers share environments here: one that was cut off would keep its own until its planned end.
  host = await startQuietHost('resume', {}, ['--benchmark', '10']);
  target = await connectTarget(host.outputsFile);
}, 300_000);
afterAll(async () => {
  await target?.close();
  await host?.stop();
});

const idsIn = (reader: Pick<StreamReader, 'messages'>, prefix: string): string[] =>
  reader.messages
    .map(({ data }) => String(data?.data?.streamId ?? ''))
    .filter(id => id.startsWith(prefix));

async function startStream(id: string): Promise<void> {
  await target.put('VideoStreams', { streamId: id, fightId: 'f', status: 'live', viewerCount: 0 });
}

test('a late joiner gets the last 100 events in order; with history=0 none [G6]', async () => {
  const prefix = unique('h');
  const watching = await target.open('Streaming', { follows: true });
  await watching.until(({ event }) => event === 'connected');
  for (let n = 0; n < 120; n += 1) await startStream(`${prefix}-${n}`);
  await watching.until(() => idsIn(watching, prefix).length === 120);
  const late = await target.open('Streaming', { history: 100 });
  await late.until(() => idsIn(late, prefix).includes(`${prefix}-119`));
  expect(idsIn(late, prefix)).toEqual(Array.from({ length: 100 }, (_, n) => `${prefix}-${n + 20}`));
  const none = await target.open('Streaming', { history: 0 });
  await none.until(({ event }) => event === 'connected');
  await startStream(`${prefix}-last`);
  await none.until(() => idsIn(none, prefix).length > 0);
  expect(idsIn(none, prefix)).toEqual([`${prefix}-last`]);
});

test.each(['zzzz.12', 'nonsense'])(
  'the unknown cursor %s yields a gap and then history',
  async cursor => {
    const id = unique('g');
    await startStream(id);
    const watching = await target.open('Streaming', { history: 100 });
    await watching.until(() => idsIn(watching, id).length === 1);
    const lost = await target.open('Streaming', { lastEventId: cursor, history: 100 });
    await lost.until(() => idsIn(lost, id).length === 1);
    expect(lost.messages.slice(0, 2).map(({ event }) => event)).toEqual(['connected', 'gap']);
    expect(lost.messages[1]?.data).toEqual({
      from: cursor,
      to: expect.stringMatching(/^\w{16}\.\d+$/),
      reason: 'unknown-cursor',
    });
  },
);

test('a cursor at the head yields neither gap nor history', async () => {
  const id = unique('g');
  const first = await target.open('Streaming');
  await first.until(({ event }) => event === 'connected');
  await startStream(id);
  const { id: head } = await first.until(() => idsIn(first, id).length === 1 && true);
  const cursor = first.lastEventId || head;
  const resumed = await target.open('Streaming', { lastEventId: cursor, history: 100 });
  const next = unique('g');
  await startStream(next);
  await resumed.until(() => idsIn(resumed, next).length === 1);
  expect(resumed.messages.map(({ event }) => event)).not.toContain('gap');
  expect(idsIn(resumed, id)).toEqual([]);
});

test('a reader cut off 200 times at any byte, with a writer running, gets every event exactly once [G6]', async () => {
  const prefix = unique('cut');
  let cutting = true;
  let written = 0;
  const writing = (async () => {
    for (; cutting; written += 1) {
      await startStream(`${prefix}-${written}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  })();
  const got: string[] = [];
  const token = await target.token(unique('cutter'), 'admin');
  const query = { clientId: 'cutter' };
  let cursor: string | undefined;
  for (let cut = 0; cut < 200; cut += 1) {
    const reader = await target.open('Streaming', {
      token,
      query,
      ...(cursor === undefined ? {} : { lastEventId: cursor }),
      cutAfterBytes: Math.ceil(Math.random() ** 2 * 2_500),
    });
    await reader.ended;
    got.push(...idsIn(reader, prefix));
    if (reader.messages.some(({ event }) => event === 'gap')) throw new Error('unexpected gap');
    cursor = reader.lastEventId || undefined;
  }
  cutting = false;
  await writing;
  const last = await target.open('Streaming', {
    token,
    query,
    ...(cursor === undefined ? {} : { lastEventId: cursor }),
  });
  const lastId = `${prefix}-${written - 1}`;
  if (got.at(-1) !== lastId) await last.until(() => idsIn(last, lastId).length === 1);
  got.push(...idsIn(last, prefix));
  const first = Number(got[0]?.slice(prefix.length + 1));
  expect(got).toEqual(Array.from({ length: written - first }, (_, n) => `${prefix}-${first + n}`));
  expect(got.length).toBeGreaterThan(100);
}, 400_000);
