import { testEvent } from '../../support/event-log.ts';
import {
  admin,
  newLog,
  open,
  soon,
  startMs,
  useStreamClock,
} from '../../support/reader-streams.ts';
import { SseParser } from '../../support/sse-parser.ts';
import { testOutput } from '../../support/test-output.ts';

useStreamClock();

describe('a stream', () => {
  test('begins with retry and a comment before anything is read: a log that never answers included', () => {
    const log = newLog();
    const reads = [
      jest.spyOn(log.tail, 'open').mockReturnValue(new Promise(() => undefined)),
      jest.spyOn(log.log, 'head'),
      jest.spyOn(log.log, 'history'),
    ];
    let text = '';
    let readsBefore = -1;
    open(log, {
      output: testOutput(bytes => {
        text += new TextDecoder().decode(bytes);
        readsBefore = reads.reduce((sum, { mock }) => sum + mock.calls.length, 0);
      }),
    });
    expect(text).toBe('retry: 2000\n:\n\n');
    expect(readsBefore).toBe(0);
  });

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
      replayUntil: `${epoch}.2`,
      heartbeatMs: 15_000,
      endsAt: startMs + 300_000,
    });
    expect(data(1)).toEqual(testEvent('a'));
    expect(parser.retryMs).toBe(2_000);
  });

  test('joins the tail in the very moment in which it has seen as much: nothing falls between', async () => {
    const log = newLog();
    const { get: positionOf } =
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(log.tail), 'position') ?? {};
    const join = log.tail.join.bind(log.tail);
    const steps: string[] = [];
    jest.spyOn(log.tail, 'position', 'get').mockImplementation(() => {
      // The tail may go on with whatever comes next.
      void Promise.resolve().then(() => steps.push('goes on'));
      return positionOf?.call(log.tail);
    });
    jest.spyOn(log.tail, 'join').mockImplementation(subscriber => {
      steps.push('joined');
      return join(subscriber);
    });
    open(log);
    await soon();
    // The first time it is asked for `connected`.
    expect(steps).toEqual(['goes on', 'joined', 'goes on']);
  });

  test.each([
    ['a new reader', undefined, 4],
    ['a new reader without history', undefined, 0],
    ['a reader that comes back', 'epoch.1', 4],
    ['a reader that missed nothing', 'epoch.4', 4],
    ['a reader whose cursor leads nowhere', 'lost.1', 4],
  ])(
    'says to %s where replay ends: what is appended later lies behind it',
    async (_, lastEventId, historyCount) => {
      const log = newLog();
      const hidden = { target: { users: ['beto'] } };
      await log.append(testEvent('a'), testEvent('b'));
      // Its last two numbers are of events that the reader does not see.
      await log.append(testEvent('c', { metadata: hidden }), testEvent('d', { metadata: hidden }));
      const epoch = log.store.segments[0]?.epoch ?? '';
      const cursor = lastEventId?.replace('epoch', epoch);
      const { parser, data } = open(log, { historyCount, ...(cursor && { lastEventId: cursor }) });
      await soon();
      const replayed = parser.messages.length;
      await log.append(testEvent('live'));
      await soon();
      expect(data(0).replayUntil).toBe(`${epoch}.4`);
      expect(parser.messages.slice(replayed).map(message => message.lastEventId)).toEqual([
        `${epoch}.5`,
      ]);
    },
  );

  test('says where replay ends as far as the shared tail has seen, though one read does not reach it', async () => {
    const log = newLog();
    for (const id of ['a', 'b', 'c']) await log.append(testEvent(id));
    const epoch = log.store.segments[0]?.epoch ?? '';
    open(log);
    await soon();
    const { data } = open(log, { lastEventId: `${epoch}.0` });
    await soon();
    expect(data(0)).toMatchObject({ cursor: `${epoch}.0`, replayUntil: `${epoch}.3` });
  });

  test('sends what is appended later, to every reader of the tail', async () => {
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

  test('pings at least every 15 s, and so moves the cursor past what the reader does not see [G7]', async () => {
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

describe('what is not sent is not claimed', () => {
  test('after the planned end a slow output gets no ping beyond what it was sent', async () => {
    const log = newLog();
    const parser = new SseParser();
    const { ended } = open(log, {
      endsAtMs: startMs + 14_500,
      output: testOutput(bytes => {
        parser.push(bytes);
        return parser.messages.length <= 1;
      }),
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

  test('nothing follows the final frames of a token that expires while the log opens', async () => {
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
