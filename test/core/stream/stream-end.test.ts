import type { ReaderStreamOptions } from '../../../core/stream/reader-stream-options.ts';
import { coldWriter, encodedEvent, testEvent } from '../../support/event-log.ts';
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

  test('at the expiry of its token, with the category and the recovery [L6]', async () => {
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

  test('when its lease was taken over: then the reader is to stay away for a minute', async () => {
    const { reason, data, parser } = await endOf({ checkLease: async () => 'replaced' }, 5_000);
    expect(reason).toBe('replaced');
    expect(data(-1)).toEqual({ reason: 'replaced', retryMs: 60_000 });
    expect(parser.retryMs).toBe(60_000);
  });

  test('when the deployment drains: then the reader learns how long that will take', async () => {
    const { reason, events, data, parser } = await endOf(
      { checkLease: async () => 'draining', drainRetryMs: async () => 17_500 },
      5_000,
    );
    expect(reason).toBe('draining');
    expect(events()).not.toContain('error');
    expect(data(-1)).toEqual({ reason: 'draining', retryMs: 17_500 });
    expect(parser.retryMs).toBe(17_500);
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

  test('soon after its lease could not be read, however seldom it looks', async () => {
    let checks = 0;
    const checkLease = async () => {
      checks += 1;
      if (checks <= 2) throw new Error('throttled');
      return 'revoked' as const;
    };
    const { reason } = await endOf({ checkLease, checkEveryMs: 60_000 }, 12_000);
    expect([checks, reason]).toEqual([3, 'revoked']);
  });

  test('before it passes its byte limit', async () => {
    const log = newLog();
    for (let n = 0; n < 20; n += 1) await log.append(testEvent(`e${n}`));
    let bytes = 0;
    const { ended } = open(log, {
      maxBytes: 1_500,
      output: testOutput(chunk => {
        bytes += chunk.byteLength;
      }),
    });
    await soon();
    expect(await ended).toBe('byte-limit');
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(1_500 + 200);
  });

  test('when the reader is so slow that more than 1 MB waits: nothing is buffered beyond it', async () => {
    const log = newLog();
    const written: number[] = [];
    const { ended } = open(log, {
      maxBytes: 100_000_000,
      output: testOutput(bytes => {
        // What it begins with, and `connected`, go through.
        return written.push(bytes.byteLength) <= 2;
      }),
    });
    await soon();
    for (let n = 0; n < 30; n += 1) {
      await log.append(testEvent(`big${n}`, { data: { text: 'x'.repeat(100_000) } }));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(await ended).toBe('slow-reader');
    expect(written.reduce((a, b) => a + b)).toBeLessThan(1_000_000 + 100_500 + 1_000);
  });

  test('with its final frames in the output’s hands, though it takes nothing more', async () => {
    const log = newLog();
    const parser = new SseParser();
    const { ended } = open(log, {
      endsAtMs: startMs + 10_000,
      output: testOutput(bytes => {
        parser.push(bytes);
        return parser.messages.length <= 1;
      }),
    });
    await soon();
    for (const id of ['a', 'b', 'c']) {
      await log.append(testEvent(id));
      await jest.advanceTimersByTimeAsync(2_000);
    }
    await jest.advanceTimersByTimeAsync(6_000);
    expect(await ended).toBe('lifetime');
    expect(parser.messages.map(({ event }) => event)).toEqual([
      'connected',
      ...Array(3).fill('FIGHT_STATUS_UPDATE'),
      'reconnect',
    ]);
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

  test('when the log began anew after what a reader missed: it knows where, and comes back to a gap', async () => {
    const log = newLog();
    await log.append(testEvent('a', { priority: 'low' }));
    await coldWriter(log.store, Date.now, 2).append('fights', [encodedEvent('b')], Date.now());
    const [old] = log.store.segments;
    const reader = { ...admin, minPriority: 'high' as const };
    const first = open(log, { reader, lastEventId: `${old?.epoch}.0` });
    expect(await first.ended).toBe('log-restarted');
    expect(first.events()).toEqual(['connected', 'ping', 'reconnect']);
    expect(first.parser.lastEventId).toBe(`${old?.epoch}.1`);
    const second = open(log, { reader, lastEventId: first.parser.lastEventId });
    await soon();
    expect(second.events()).toEqual(['connected', 'gap']);
    expect(second.data(1)).toMatchObject({ from: `${old?.epoch}.1`, reason: 'unknown-cursor' });
  });

  test('when the log cannot be read ten times in a row, and not after nine', async () => {
    const log = newLog();
    const failing = { left: 0 };
    const { ended, events } = open(log);
    await soon();
    const original = log.log.forward.bind(log.log);
    jest.spyOn(log.log, 'forward').mockImplementation(async (...args) => {
      failing.left -= 1;
      if (failing.left >= 0) throw new Error('down');
      return await original(...args);
    });
    // Twice: failures with a read that works between them do not add up.
    for (let time = 1; time <= 2; time += 1) {
      failing.left = 9;
      await jest.advanceTimersByTimeAsync(10_000);
      expect(failing.left).toBeLessThan(0);
      expect(events()).not.toContain('reconnect');
    }
    failing.left = 10;
    await jest.advanceTimersByTimeAsync(12_000);
    expect(await ended).toBe('unavailable');
  });

  test('when the log cannot be read at its beginning: with an error, and the cause is thrown', async () => {
    const log = newLog();
    jest.spyOn(log.tail, 'open').mockRejectedValue(new Error('down'));
    const { ended, events, data } = open(log);
    await expect(ended).rejects.toThrow('down');
    expect(events()).toEqual(['error']);
    expect(data(0)).toEqual({
      ...{ category: 'SERVER', code: 'UNAVAILABLE', recovery: 'poll' },
      message: 'the log cannot be read right now; try again',
    });
  });

  test('at its planned end, though the log never answers, and lets go of its tail once it does', async () => {
    const log = newLog();
    const answer = Promise.withResolvers<{ readonly close: () => void }>();
    jest.spyOn(log.tail, 'open').mockReturnValue(answer.promise);
    const { ended, data } = open(log, { endsAtMs: startMs + 10_000 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await ended).toBe('lifetime');
    expect(data(0)).toEqual({ reason: 'lifetime', retryMs: 2_000 });
    const close = jest.fn();
    answer.resolve({ close });
    await soon();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('when its reader closes it: then nothing more is sent', async () => {
    const log = newLog();
    const parser = new SseParser();
    let isClosed = false;
    const { ended } = open(log, {
      output: testOutput(bytes => {
        if (isClosed) throw new Error('closed');
        parser.push(bytes);
      }),
    });
    await soon();
    isClosed = true;
    await log.append(testEvent('a'));
    await soon();
    expect(await ended).toBe('closed');
    expect(parser.messages.map(({ event }) => event)).toEqual(['connected']);
  });
});
