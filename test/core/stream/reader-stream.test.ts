import type { Reader } from '../../../core/channel/is-visible.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { ReaderStream, type ReaderStreamOptions } from '../../../core/stream/reader-stream.ts';
import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import { coldWriter, testEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { SseParser } from '../../support/sse-parser.ts';

const startMs = 1_790_000_000_000;
const admin: Reader = { userId: 'ana', role: 'admin', connectionId: 'c1' };

beforeEach(() => {
  jest.useFakeTimers({ now: startMs });
});
afterEach(() => {
  jest.useRealTimers();
});

function newLog(channel: ChannelName = 'fights') {
  const store = memorySegments();
  const writer = coldWriter(store);
  const log = new LogReader({ store, channel, clock: Date.now });
  const tail = new LogTail(log, () => undefined);
  const append = (...events: ChannelEvent[]) => writer.append(channel, events, Date.now());
  return { store, log, tail, append, channel };
}

type Log = ReturnType<typeof newLog>;

function open({ log, tail, channel }: Log, options: Partial<ReaderStreamOptions> = {}) {
  const parser = new SseParser(options.lastEventId);
  const stream = new ReaderStream({
    reader: admin,
    channel,
    log,
    tail,
    output: { write: async bytes => parser.push(bytes) },
    historyCount: 100,
    checkLease: async () => undefined,
    endsAtMs: Date.now() + 300_000,
    tokenExpiresAtMs: Date.now() + 3_600_000,
    maxBytes: 1_000_000,
    clock: Date.now,
    random: () => 0.5,
    ...options,
  });
  const ended = stream.run();
  const events = () => parser.messages.map(({ event }) => event);
  const data = (index: number) => JSON.parse(parser.messages.at(index)?.data ?? 'null');
  return { parser, ended, events, data };
}

const soon = () => jest.advanceTimersByTimeAsync(250);

describe('a stream', () => {
  test('begins with connected, whose cursor lies before the history that follows', async () => {
    const log = newLog();
    await log.append(testEvent('a'), testEvent('b'));
    const { parser, data } = open(log);
    await soon();
    expect(parser.messages.map(({ event }) => event)).toEqual([
      'connected',
      'FIGHT_STATUS_UPDATE',
      'FIGHT_STATUS_UPDATE',
    ]);
    const epoch = log.store.segments[0]?.epoch;
    expect(parser.messages.map(({ lastEventId }) => lastEventId)).toEqual([
      `${epoch}.0`,
      `${epoch}.1`,
      `${epoch}.2`,
    ]);
    expect(data(0)).toEqual({
      connectionId: 'c1',
      channel: 'fights',
      role: 'admin',
      cursor: `${epoch}.0`,
      heartbeatMs: 15_000,
      endsAt: startMs + 300_000,
    });
    expect(data(1)).toEqual(testEvent('a'));
    expect(parser.retryMs).toBe(2_000);
  });

  test('tells what is appended later, to every reader of the tail', async () => {
    const log = newLog();
    const [first, second] = [open(log), open(log)];
    await soon();
    await log.append(testEvent('late'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(first.events()).toEqual(['connected', 'FIGHT_STATUS_UPDATE']);
    expect(second.events()).toEqual(['connected', 'FIGHT_STATUS_UPDATE']);
  });

  test('gives a late joiner the last 100 events that it may see, in order', async () => {
    const log = newLog('notifications');
    const secret = { channel: 'finance' as const, type: 'PAYOUT_PROCESSED' };
    for (let n = 0; n < 150; n += 1)
      await log.append(testEvent(`f${n}`), testEvent(`s${n}`, secret));
    const { data, parser } = open(log, { reader: { ...admin, role: 'operator' } });
    await soon();
    expect(parser.messages).toHaveLength(101);
    expect(data(1).id).toBe('f50');
    expect(data(100).id).toBe('f149');
  });

  test('gives no history when none is asked for', async () => {
    const log = newLog();
    await log.append(testEvent('a'));
    const { events } = open(log, { historyCount: 0 });
    await soon();
    expect(events()).toEqual(['connected']);
  });

  test('resumed at the head gets neither history nor gap', async () => {
    const log = newLog();
    await log.append(testEvent('a'));
    const { events } = open(log, { lastEventId: `${log.store.segments[0]?.epoch}.1` });
    await soon();
    expect(events()).toEqual(['connected']);
  });

  test.each([
    ['of another epoch', 'zzzz.1', 'unknown-cursor'],
    ['beyond the head', 'EPOCH.99', 'unknown-cursor'],
    ['that is no cursor at all', 'hello', 'unknown-cursor'],
  ])('resumed with a cursor %s gets a gap and then history', async (_title, text, reason) => {
    const log = newLog();
    await log.append(testEvent('a'));
    const epoch = log.store.segments[0]?.epoch ?? '';
    const lastEventId = text.replace('EPOCH', epoch);
    const { events, parser, data } = open(log, { lastEventId });
    await soon();
    expect(events()).toEqual(['connected', 'gap', 'FIGHT_STATUS_UPDATE']);
    expect(data(1)).toEqual({ from: lastEventId, to: `${epoch}.0`, reason });
    // Cut off between connected and gap, the reader still holds the cursor that brings the gap.
    expect(parser.messages[0]?.lastEventId).toBe(lastEventId);
    expect(parser.messages[1]?.lastEventId).toBe(`${epoch}.0`);
  });

  test('pings at least every 15 s, and so moves the cursor past what the reader does not see', async () => {
    const log = newLog('notifications');
    const { parser, data } = open(log, { reader: { ...admin, role: 'operator' } });
    await soon();
    await log.append(testEvent('secret', { channel: 'users', type: 'USER_BANNED' }));
    await jest.advanceTimersByTimeAsync(14_999);
    expect(parser.messages.map(({ event }) => event)).toEqual(['connected', 'ping']);
    expect(parser.lastEventId).toBe(`${log.store.segments[0]?.epoch}.1`);
    expect(data(1)).toEqual({ timestamp: startMs + 14_000 });
  });

  test('filters by type and by least priority', async () => {
    const log = newLog();
    await log.append(
      testEvent('a', { type: 'FIGHT_CREATED', priority: 'critical' }),
      testEvent('b', { priority: 'high' }),
      testEvent('c', { priority: 'normal' }),
    );
    const types = new Set(['FIGHT_STATUS_UPDATE']);
    const { data, parser } = open(log, { reader: { ...admin, types, minPriority: 'high' } });
    await soon();
    expect(parser.messages).toHaveLength(2);
    expect(data(1).id).toBe('b');
  });
});

describe('a stream ends itself with a reason', () => {
  async function endOf(options: Partial<ReaderStreamOptions>, afterMs: number) {
    const opened = open(newLog(), options);
    await jest.advanceTimersByTimeAsync(afterMs);
    return { ...opened, reason: await opened.ended };
  }

  test('at its planned end', async () => {
    const { reason, events, data } = await endOf({ endsAtMs: startMs + 60_000 }, 60_000);
    expect(reason).toBe('lifetime');
    expect(events().at(-1)).toBe('reconnect');
    expect(data(-1)).toEqual({ reason: 'lifetime', retryMs: 2_000 });
  });

  test('at the expiry of its token, with the category and the recovery', async () => {
    const { reason, events, data } = await endOf({ tokenExpiresAtMs: startMs + 20_000 }, 20_000);
    expect(reason).toBe('token-expired');
    expect(events().slice(-2)).toEqual(['error', 'reconnect']);
    expect(data(-2)).toEqual({
      category: 'AUTHENTICATION',
      code: 'TOKEN_EXPIRED',
      message: 'the token of this stream has expired; a fresh one is expected',
      recovery: 'refresh',
    });
  });

  test('when its lease was taken over: then it tells the reader to stay away for a minute', async () => {
    const { reason, data, parser } = await endOf({ checkLease: async () => 'replaced' }, 5_000);
    expect(reason).toBe('replaced');
    expect(data(-1)).toEqual({ reason: 'replaced', retryMs: 60_000 });
    expect(parser.retryMs).toBe(60_000);
  });

  test('but not when its lease could not be read for once', async () => {
    let checks = 0;
    const checkLease = async () => {
      checks += 1;
      if (checks === 1) throw new Error('throttled');
      return 'disconnected' as const;
    };
    const { reason } = await endOf({ checkLease }, 10_000);
    expect(checks).toBe(2);
    expect(reason).toBe('disconnected');
  });

  test('before it passes its byte limit', async () => {
    const log = newLog();
    for (let n = 0; n < 20; n += 1) await log.append(testEvent(`e${n}`));
    let bytes = 0;
    const { ended } = open(log, {
      maxBytes: 1_500,
      output: {
        write: async chunk => {
          bytes += chunk.byteLength;
        },
      },
    });
    await soon();
    expect(await ended).toBe('byte-limit');
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(1_500 + 200);
  });

  test('when the reader is so slow that more than 1 MB waits: nothing is buffered beyond it', async () => {
    const log = newLog();
    const written: number[] = [];
    const stuck = Promise.withResolvers<void>();
    const { ended } = open(log, {
      maxBytes: 100_000_000,
      output: {
        write: async bytes => {
          written.push(bytes.byteLength);
          if (written.length > 1) await stuck.promise;
        },
      },
    });
    await soon();
    for (let n = 0; n < 30; n += 1) {
      await log.append(testEvent(`big${n}`, { data: { text: 'x'.repeat(100_000) } }));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(await ended).toBe('slow-reader');
    stuck.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(written.reduce((a, b) => a + b)).toBeLessThan(1_000_000 + 100_500 + 1_000);
  });

  test('when the log begins anew under it', async () => {
    const log = newLog();
    await log.append(testEvent('a'));
    const { ended, data } = open(log);
    await soon();
    const [old] = log.store.segments;
    if (old === undefined) throw new Error('expected a segment');
    log.store.segments.push({ ...old, firstSeq: 2, lastSeq: 2, epoch: 'n3w0' });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await ended).toBe('log-restarted');
    expect(data(-1)).toMatchObject({ reason: 'log-restarted' });
  });

  test('when the log cannot be read ten times in a row, and not after nine', async () => {
    const log = newLog();
    const failing = { left: 9 };
    const { ended, events } = open(log);
    await soon();
    const original = log.log.forward.bind(log.log);
    jest.spyOn(log.log, 'forward').mockImplementation(async (...args) => {
      failing.left -= 1;
      if (failing.left >= 0) throw new Error('down');
      return await original(...args);
    });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(events()).not.toContain('reconnect');
    failing.left = 10;
    await jest.advanceTimersByTimeAsync(12_000);
    expect(await ended).toBe('unavailable');
  });

  test('by throwing when the output is gone', async () => {
    const { ended } = open(newLog(), {
      output: {
        write: async () => {
          throw new Error('closed');
        },
      },
    });
    await expect(ended).rejects.toThrow('closed');
  });
});

describe('what is not sent is not claimed', () => {
  test('after the planned end a slow output gets no ping beyond what it was sent', async () => {
    const log = newLog();
    const parser = new SseParser();
    const { ended } = open(log, {
      endsAtMs: startMs + 14_500,
      output: {
        write: async bytes => {
          parser.push(bytes);
          await new Promise(resolve => setTimeout(resolve, 900));
        },
      },
    });
    await soon();
    const appending = (async () => {
      for (let n = 0; n < 40; n += 1) {
        await log.append(testEvent(`e${n}`));
        await new Promise(resolve => setTimeout(resolve, 500));
      }
    })();
    await jest.advanceTimersByTimeAsync(30_000);
    await Promise.all([ended, appending]);
    const sent = parser.messages.filter(({ event }) => event === 'FIGHT_STATUS_UPDATE');
    expect(parser.messages.at(-1)?.event).toBe('reconnect');
    expect(parser.lastEventId).toBe(`${log.store.segments[0]?.epoch}.${sent.length}`);
  });

  test('no ping comes before connected, however long the log takes to open', async () => {
    const log = newLog();
    await log.append(testEvent('a'));
    const { history } = log.log;
    jest.spyOn(log.log, 'history').mockImplementation(async (...args) => {
      await new Promise(resolve => setTimeout(resolve, 20_000));
      return await history.apply(log.log, args);
    });
    const { events } = open(log);
    await jest.advanceTimersByTimeAsync(40_000);
    expect(events().slice(0, 3)).toEqual(['connected', 'FIGHT_STATUS_UPDATE', 'ping']);
  });

  test('nothing follows the farewell of a token that expires while the log opens', async () => {
    const log = newLog();
    const { history } = log.log;
    jest.spyOn(log.log, 'history').mockImplementation(async (...args) => {
      await new Promise(resolve => setTimeout(resolve, 2_000));
      return await history.apply(log.log, args);
    });
    const { events, ended } = open(log, { tokenExpiresAtMs: startMs - 1_000 });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await ended).toBe('token-expired');
    expect(events()).toEqual(['error', 'reconnect']);
  });
});

test('a fast reader gets 5 MB of history and of what it missed in one connection', async () => {
  const log = newLog();
  const text = 'x'.repeat(50_000);
  for (let n = 0; n < 100; n += 1) await log.append(testEvent(`big${n}`, { data: { text } }));
  const late = open(log, { maxBytes: 100_000_000 });
  const resumed = open(log, {
    maxBytes: 100_000_000,
    lastEventId: `${log.store.segments[0]?.epoch}.0`,
  });
  await soon();
  for (const { events } of [late, resumed]) {
    expect(events()).toEqual(['connected', ...Array(100).fill('FIGHT_STATUS_UPDATE')]);
  }
});

test('the tail polls only while it has readers', async () => {
  const log = newLog();
  const reads = jest.spyOn(log.log, 'forward');
  const { ended } = open(log, { endsAtMs: startMs + 1_000 });
  await jest.advanceTimersByTimeAsync(1_000);
  await ended;
  const during = reads.mock.calls.length;
  expect(during).toBeGreaterThan(2);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(reads.mock.calls.length).toBe(during);
});

test('a read that was under way when everyone left tells nothing to those who came after', async () => {
  const log = newLog();
  await log.append(testEvent('a'));
  const { forward } = log.log;
  const slow = Promise.withResolvers<void>();
  const reads = jest.spyOn(log.log, 'forward').mockImplementation(async (...args) => {
    const result = await forward.apply(log.log, args);
    if (reads.mock.calls.length === 1) await slow.promise;
    return result;
  });
  const first = open(log, { endsAtMs: startMs + 200 });
  await jest.advanceTimersByTimeAsync(200);
  await first.ended;
  await log.append(testEvent('b'));
  const second = open(log, { historyCount: 0 });
  await jest.advanceTimersByTimeAsync(50);
  slow.resolve();
  await jest.advanceTimersByTimeAsync(1_000);
  await log.append(testEvent('c'));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(second.parser.messages.slice(1).map(({ data }) => JSON.parse(data).id)).toEqual(['c']);
});

test('an idle tail slows to one poll a second, and a busy one polls every 100 ms', async () => {
  const log = newLog();
  const reads = jest.spyOn(log.log, 'forward');
  open(log);
  await jest.advanceTimersByTimeAsync(20_000);
  reads.mockClear();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(reads).toHaveBeenCalledTimes(10);
  reads.mockClear();
  for (let n = 0; n < 20; n += 1) {
    await log.append(testEvent(`n${n}`));
    await jest.advanceTimersByTimeAsync(100);
  }
  expect(reads.mock.calls.length).toBeGreaterThanOrEqual(10);
});
