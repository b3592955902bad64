import type { Reader } from '../../core/channel/is-visible.ts';
import { channelSelection } from '../../core/channel/selection.ts';
import { systemTimers } from '../../core/clock.ts';
import { encodeEvent } from '../../core/log/encoded-event.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { Audiences } from '../../core/stream/audience.ts';
import { Heart } from '../../core/stream/heart.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { ReaderStream } from '../../core/stream/reader-stream.ts';
import type { ReaderStreamOptions } from '../../core/stream/reader-stream-options.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
import { coldWriter } from './event-log.ts';
import { memorySegments } from './memory-segments.ts';
import { recordingMeter } from './recording-meter.ts';
import { SseParser } from './sse-parser.ts';
import { testOutput } from './test-output.ts';

export const startMs = 1_790_000_000_000;
export const admin: Reader = { userId: 'ana', role: 'admin', connectionId: 'c1' };

/** Streams on a clock that only a test moves; call it at the top of a test file. */
export function useStreamClock(): void {
  beforeEach(() => {
    jest.useFakeTimers({ now: startMs });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}

/** A log in memory, with its tail. */
export function newLog(channel: ChannelName = 'fights') {
  const store = memorySegments();
  const writer = coldWriter(store);
  const log = new LogReader({ store, channel, clock: Date.now });
  const tail = new LogTail(log, () => undefined);
  const delivered = jest.fn();
  const meter = recordingMeter();
  const audiences = new Audiences(tail, { statistics: { delivered }, meter, now: Date.now });
  const append = (...events: ChannelEvent[]) =>
    writer.append(channel, events.map(encodeEvent), Date.now());
  return { store, log, tail, audiences, delivered, meter, append, channel };
}

export type TestLog = ReturnType<typeof newLog>;

/** A reader's stream on it, parsed as a browser would. */
export function open(
  { log, audiences, channel }: Pick<TestLog, 'log' | 'audiences' | 'channel'>,
  options: Partial<ReaderStreamOptions> = {},
) {
  const parser = new SseParser(options.lastEventId);
  const stream = new ReaderStream({
    reader: admin,
    selection: channelSelection(channel),
    log,
    audiences,
    logOf: () => log,
    output: testOutput(bytes => parser.push(bytes)),
    historyCount: 100,
    checkLease: async () => undefined,
    checkEveryMs: 5_000,
    endsAtMs: Date.now() + 300_000,
    tokenExpiresAtMs: Date.now() + 3_600_000,
    maxBytes: 1_000_000,
    heart: new Heart(systemTimers),
    clock: systemTimers,
    random: () => 0.5,
    ...options,
  });
  const ended = stream.run();
  const events = () => parser.messages.map(({ event }) => event);
  const data = (index: number) => JSON.parse(parser.messages.at(index)?.data ?? 'null');
  return { parser, ended, events, data };
}

/** Long enough for a stream to open and replay. */
export const soon = () => jest.advanceTimersByTimeAsync(250);
