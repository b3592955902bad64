import { Audiences } from '../../../core/stream/audience.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { testEvent } from '../../support/event-log.ts';
import { newLog, open, startMs, useStreamClock } from '../../support/reader-streams.ts';

useStreamClock();

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

test('a read that was under way when everyone left passes nothing to those who came after', async () => {
  const log = newLog();
  await log.append(testEvent('a'));
  const { forward } = log.log;
  const slow = Promise.withResolvers<void>();
  const reads = jest.spyOn(log.log, 'forward').mockImplementation(async (...args) => {
    const result = await forward.apply(log.log, args);
    if (reads.mock.calls.length === 1) await slow.promise;
    return result;
  });
  const first = open(log, { endsAtMs: startMs + 1_000 });
  await jest.advanceTimersByTimeAsync(1_000);
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

test('a tail that stands beyond the head of a restored log sees it within ten quiet seconds', async () => {
  const log = newLog();
  await log.append(testEvent('a'));
  const [backup] = log.store.segments;
  if (backup === undefined) throw new Error('expected a segment');
  for (const id of ['b', 'c', 'd']) await log.append(testEvent(id));
  const { ended } = open(log);
  await jest.advanceTimersByTimeAsync(20_000);
  log.store.segments.splice(0, Number.POSITIVE_INFINITY, backup);
  await jest.advanceTimersByTimeAsync(12_000);
  expect(await ended).toBe('log-restarted');
});

test('a reader whose log ends before its shared tail stands is sent away, not left reading', async () => {
  const log = newLog();
  await log.append(testEvent('a'));
  const [backup] = log.store.segments;
  if (backup === undefined) throw new Error('expected a segment');
  for (const id of ['b', 'c', 'd']) await log.append(testEvent(id));
  open(log);
  await jest.advanceTimersByTimeAsync(1_000);
  log.store.segments.splice(0, Number.POSITIVE_INFINITY, backup);
  const { ended, events } = open(log);
  expect(await ended).toBe('log-restarted');
  expect(events()).toEqual(['connected', 'FIGHT_STATUS_UPDATE', 'ping', 'reconnect']);
});

test('a tail whose subscriber throws says so, and sends all away, who resume where they stand', async () => {
  const log = newLog();
  await log.append(testEvent('a'));
  const errors: unknown[] = [];
  const tail = new LogTail(log.log, error => errors.push(error));
  const reasons: string[] = [];
  await tail.open();
  const cause = new Error('an event nobody can show');
  tail.join({
    advance: () => {
      throw cause;
    },
    stop: reason => reasons.push(reason),
  });
  tail.join({ advance: () => undefined, stop: reason => reasons.push(reason) });
  await log.append(testEvent('b'));
  await jest.advanceTimersByTimeAsync(1_000);
  expect(errors).toEqual([cause]);
  expect(reasons).toEqual(['unavailable', 'unavailable']);
  expect(tail.position).toBeUndefined();
});

test('an idle tail slows to four polls a second, and a busy one polls every 100 ms [R5]', async () => {
  const log = newLog();
  const reads = jest.spyOn(log.log, 'forward');
  const confirmations = jest.spyOn(log.log, 'resume');
  open(log);
  await jest.advanceTimersByTimeAsync(20_000);
  reads.mockClear();
  confirmations.mockClear();
  await jest.advanceTimersByTimeAsync(10_250);
  expect(reads).toHaveBeenCalledTimes(41);
  expect(confirmations).toHaveBeenCalledTimes(1);
  reads.mockClear();
  for (let n = 0; n < 20; n += 1) {
    await log.append(testEvent(`n${n}`));
    await jest.advanceTimersByTimeAsync(100);
  }
  expect(reads.mock.calls.length).toBeGreaterThanOrEqual(10);
});

test.each([
  [50, 200, 20],
  [1_000, 10, 10],
])(
  'a tail that pauses for %i ms polls %i times in 10 s when idle, and %i times in a second when busy',
  async (idlePollMs, idle, busy) => {
    const log = newLog();
    const reads = jest.spyOn(log.log, 'forward');
    const tail = new LogTail(log.log, () => undefined, idlePollMs);
    open(log, {
      audiences: new Audiences(tail, { statistics: log, meter: log.meter, now: Date.now }),
    });
    await jest.advanceTimersByTimeAsync(20_000);
    reads.mockClear();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reads).toHaveBeenCalledTimes(idle);
    await log.append(testEvent('first'));
    await jest.advanceTimersByTimeAsync(2_000);
    reads.mockClear();
    for (let n = 0; n < 20; n += 1) {
      await log.append(testEvent(`n${n}`));
      await jest.advanceTimersByTimeAsync(50);
    }
    expect(Math.abs(reads.mock.calls.length - busy)).toBeLessThanOrEqual(1);
  },
);
