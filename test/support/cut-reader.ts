import type { Reader } from '../../core/channel/is-visible.ts';
import type { Selection } from '../../core/channel/selection.ts';
import { systemTimers } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import { Audiences } from '../../core/stream/audience.ts';
import { Heart } from '../../core/stream/heart.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { ReaderStream } from '../../core/stream/reader-stream.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { silentMeter } from './silent-meter.ts';
import { SseParser } from './sse-parser.ts';
import { testOutput } from './test-output.ts';

/** What one reader of a selection receives, over connections that are cut at any byte. */
export function createCutReader(store: SegmentStore, reader: Reader, selection: Selection) {
  const logOf = (channel: ChannelName) => new LogReader({ store, channel, clock: Date.now });
  const log = logOf(selection.log);
  const tail = new LogTail(log, () => undefined);
  const statistics = { delivered: () => undefined };
  const audiences = new Audiences(tail, { statistics, meter: silentMeter, now: Date.now });
  const heart = new Heart(systemTimers);
  const connections: { readonly parser: SseParser; readonly begun: string | undefined }[] = [];
  let bytesLeft = Number.POSITIVE_INFINITY;
  let isOpen = false;
  let lost: string | undefined;

  function connect(): void {
    if (isOpen) return;
    isOpen = true;
    const last = connections.at(-1)?.parser.lastEventId;
    const lastEventId = lost ?? (last === '' ? undefined : last);
    lost = undefined;
    const parser = new SseParser(lastEventId);
    connections.push({ parser, begun: lastEventId });
    const stream = new ReaderStream({
      reader,
      selection,
      log,
      audiences,
      logOf,
      output: testOutput(bytes => {
        parser.push(bytes.subarray(0, bytesLeft));
        bytesLeft -= bytes.byteLength;
        if (bytesLeft <= 0) throw new Error('cut');
      }),
      ...(lastEventId === undefined ? {} : { lastEventId }),
      historyCount: 100,
      checkLease: async () => undefined,
      checkEveryMs: 5_000,
      endsAtMs: Date.now() + 10_000_000,
      tokenExpiresAtMs: Date.now() + 10_000_000,
      maxBytes: 100_000_000,
      heart,
      clock: systemTimers,
      random: () => 0.5,
    });
    void stream.run().then(end => {
      if (end !== 'closed') throw new Error(`expected a stream that is cut; it ended: ${end}`);
      isOpen = false;
      bytesLeft = Number.POSITIVE_INFINITY;
    });
  }
  return {
    connections,
    connect,
    cut: (bytes: number) => {
      bytesLeft = bytes;
    },
    lose: () => {
      bytesLeft = 0;
      lost = 'zzzz.12';
    },
  };
}
