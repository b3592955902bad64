import { channelSelection } from '../../../core/channel/selection.ts';
import { encodeEvent } from '../../../core/log/encoded-event.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { type PollOptions, type PollStart, poll } from '../../../core/stream/poll.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { coldWriter, testEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

const startMs = 1_790_000_000_000;
const dayMs = 86_400_000;

/** A log and a clock that only pauses and tests move. */
function world() {
  const store = memorySegments();
  const clock = { nowMs: startMs };
  const writer = coldWriter(store, () => clock.nowMs);
  const append = (...events: ChannelEvent[]) =>
    writer.append('fights', events.map(encodeEvent), clock.nowMs);
  const pauses: number[] = [];
  const log = new LogReader({ store, channel: 'fights', clock: () => clock.nowMs });
  const ask = async (start: PollStart, parts: Partial<PollOptions> = {}) => {
    const { events, cursor, gap, hasMore } = await poll({
      reader: { userId: 'ana', role: 'admin', connectionId: 'none' },
      selection: channelSelection('fights'),
      log,
      logOf: () => log,
      start,
      limit: 100,
      waitMs: 0,
      clock: () => clock.nowMs,
      pause: async ms => {
        pauses.push(ms);
        clock.nowMs += ms;
      },
      mayWaitOn: async () => true,
      ...parts,
    });
    return { ids: events.map(({ id }) => id), cursor, ...(gap && { gap }), hasMore };
  };
  const after = (seq: number): PollStart => ({ kind: 'cursor', text: `${epochOf(store)}.${seq}` });
  return { store, clock, append, pauses, ask, after };
}

const epochOf = (store: ReturnType<typeof memorySegments>) => store.segments.at(-1)?.epoch ?? '0';
const event = (id: string, parts: Partial<ChannelEvent> = {}) => testEvent(id, parts);

test('what follows the cursor is given, up to the limit, and whether there is more', async () => {
  const { append, ask, after } = world();
  await append(event('e1'), event('e2'));
  await append(event('e3'), event('e4'), event('e5'));
  const page = await ask(after(1), { limit: 2 });
  expect(page).toMatchObject({ ids: ['e2', 'e3'], cursor: { seq: 3 }, hasMore: true });
  const rest = await ask(after(3), { limit: 2 });
  expect(rest).toMatchObject({ ids: ['e4', 'e5'], cursor: { seq: 5 }, hasMore: false });
  expect(await ask(after(5))).toMatchObject({ ids: [], cursor: { seq: 5 }, hasMore: false });
});

test('what the reader does not see moves the cursor and fills no answer', async () => {
  const { append, ask, after } = world();
  const others = { metadata: { target: { users: ['beto'] } } };
  await append(
    event('e1'),
    event('e2', others),
    event('e3', others),
    event('e4'),
    event('e5', others),
  );
  const page = await ask(after(0), { limit: 1 });
  expect(page).toMatchObject({ ids: ['e1'], cursor: { seq: 3 }, hasMore: true });
  const rest = await ask(after(3), { limit: 1 });
  expect(rest).toMatchObject({ ids: ['e4'], cursor: { seq: 5 }, hasMore: false });
});

test('without a cursor the last events are given, and where to go on', async () => {
  const { append, ask } = world();
  expect(await ask({ kind: 'latest' })).toEqual({
    ids: [],
    cursor: { epoch: '0', seq: 0 },
    hasMore: false,
  });
  await append(event('e1'), event('e2'), event('e3'));
  expect(await ask({ kind: 'latest' }, { limit: 2 })).toMatchObject({
    ids: ['e2', 'e3'],
    cursor: { seq: 3 },
    hasMore: false,
  });
});

test.each([
  ['of another epoch', 'zzzz.1'],
  ['beyond the head', 'AHEAD'],
  ['that is none', 'hello'],
])('a cursor %s is a gap, and then the last events', async (_title, text) => {
  const { store, append, ask } = world();
  await append(event('e1'), event('e2'), event('e3'));
  const from = text === 'AHEAD' ? `${epochOf(store)}.9` : text;
  const epoch = epochOf(store);
  expect(await ask({ kind: 'cursor', text: from }, { limit: 2 })).toEqual({
    ids: ['e2', 'e3'],
    cursor: { epoch, seq: 3 },
    gap: { from, to: { epoch, seq: 1 }, reason: 'unknown-cursor' },
    hasMore: false,
  });
});

test('what has expired after the cursor is a gap', async () => {
  const { clock, append, ask, after } = world();
  await append(event('e1'), event('e2'));
  clock.nowMs += 4 * dayMs;
  await append(event('e3'));
  clock.nowMs += 4 * dayMs;
  expect(await ask(after(1))).toMatchObject({
    ids: ['e3'],
    gap: { to: { seq: 2 }, reason: 'expired' },
    cursor: { seq: 3 },
  });
});

test('since a moment, all that was appended from then on is given', async () => {
  const { clock, append, ask } = world();
  await append(event('e1'));
  clock.nowMs += 1_000;
  await append(event('e2'), event('e3'));
  const since = (sinceMs: number): PollStart => ({ kind: 'since', sinceMs, text: 'then' });
  expect(await ask(since(startMs))).toMatchObject({ ids: ['e1', 'e2', 'e3'], cursor: { seq: 3 } });
  expect(await ask(since(startMs + 1))).toMatchObject({ ids: ['e2', 'e3'], hasMore: false });
  expect(await ask(since(startMs + 1_001))).toMatchObject({ ids: [], cursor: { seq: 3 } });
});

test('since a moment that has expired, the gap is reported as it was asked', async () => {
  const { clock, append, ask } = world();
  await append(event('e1'));
  clock.nowMs += 4 * dayMs;
  await append(event('e2'));
  clock.nowMs += 4 * dayMs;
  const start: PollStart = { kind: 'since', sinceMs: startMs, text: '2026-09-21T00:00:00Z' };
  expect(await ask(start)).toMatchObject({
    ids: ['e2'],
    gap: { from: '2026-09-21T00:00:00Z', to: { seq: 1 }, reason: 'expired' },
    cursor: { seq: 2 },
  });
});

test('a poll that waits answers as soon as there is an event for it', async () => {
  const { clock, append, ask, after, pauses } = world();
  await append(event('e1'));
  const answer = await ask(after(1), {
    waitMs: 20_000,
    pause: async ms => {
      pauses.push(ms);
      clock.nowMs += ms;
      if (pauses.length === 2)
        await append(event('e2', { metadata: { target: { users: ['beto'] } } }));
      if (pauses.length === 4) await append(event('e3'), event('e4'));
    },
  });
  expect(answer).toMatchObject({ ids: ['e3', 'e4'], cursor: { seq: 4 }, hasMore: false });
  expect(pauses).toEqual([100, 150, 225, 250]);
});

test('a poll that has waited in vain answers with none, and with how far it looked', async () => {
  const { clock, append, ask, after, pauses } = world();
  await append(event('e1'));
  const answer = await ask(after(1), {
    waitMs: 2_000,
    pause: async ms => {
      pauses.push(ms);
      clock.nowMs += ms;
      if (pauses.length === 1)
        await append(event('e2', { metadata: { target: { users: ['beto'] } } }));
    },
  });
  expect(answer).toMatchObject({ ids: [], cursor: { seq: 2 }, hasMore: false });
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(2_000);
  expect(clock.nowMs).toBe(startMs + 2_000);
});

test('a poll that waits without a cursor gets the first event of an empty log', async () => {
  const { append, ask } = world();
  const answer = await ask(
    { kind: 'latest' },
    { waitMs: 1_000, pause: async () => void (await append(event('e1'))) },
  );
  expect(answer).toMatchObject({ ids: ['e1'], cursor: { seq: 1 } });
});

test('a log that begins anew while a poll waits is a gap', async () => {
  const { clock, append, ask, after } = world();
  await append(event('e1'));
  const answer = await ask(after(1), {
    waitMs: 20_000,
    pause: async () => {
      clock.nowMs += 8 * dayMs;
      await append(event('e2'));
      clock.nowMs -= 8 * dayMs;
    },
  });
  expect(answer).toMatchObject({ ids: ['e1', 'e2'], gap: { to: { seq: 0 } }, cursor: { seq: 2 } });
});

test('one look goes through 476 segments at most, and says that there is more', async () => {
  const { append, ask, after } = world();
  for (let n = 0; n < 510; n += 1) {
    await append(event(`e${n}`, { metadata: { target: { users: ['beto'] } } }));
  }
  await append(event('mine'));
  const look = await ask(after(0));
  expect(look).toMatchObject({ ids: [], cursor: { seq: 476 }, hasMore: true });
  expect(await ask(after(476))).toMatchObject({ ids: ['mine'], hasMore: false });
});

/** A log whose eventually consistent reads show its first event and nothing behind it. */
function lagging({ store }: Pick<ReturnType<typeof world>, 'store'>): SegmentStore {
  return {
    ...store,
    newestFirst: async (channel, page) =>
      (await store.newestFirst(channel, page)).filter(s => page.consistent || s.firstSeq === 1),
    oldestFirst: async (channel, page) =>
      (await store.oldestFirst(channel, page)).filter(s => page.consistent || s.firstSeq === 1),
  };
}

test('a poll sees what an eventually consistent read does not show yet, on every page', async () => {
  const { store, append, ask, after } = world();
  for (const id of ['e1', 'e2', 'e3']) await append(event(id));
  const log = new LogReader({ store: lagging({ store }), channel: 'fights', clock: () => startMs });
  expect(await ask(after(1), { log })).toMatchObject({ ids: ['e2', 'e3'], cursor: { seq: 3 } });
});

test('what is committed while the first look finds nothing is in its answer', async () => {
  const { store, append, ask, after } = world();
  await append(event('e1'));
  const stale = lagging({ store });
  const meanwhile: SegmentStore = {
    ...stale,
    newestFirst: async (channel, page) => {
      const found = await stale.newestFirst(channel, page);
      if (store.segments.length === 1) await append(event('e2'));
      return found;
    },
  };
  const log = new LogReader({ store: meanwhile, channel: 'fights', clock: () => startMs });
  expect(await ask(after(1), { log })).toMatchObject({ ids: ['e2'], cursor: { seq: 2 } });
});
