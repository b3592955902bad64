import { channelSelection } from '../../../core/channel/selection.ts';
import { systemTimers } from '../../../core/clock.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import { ReaderStream } from '../../../core/stream/reader-stream.ts';
import type { ReaderStreamOptions } from '../../../core/stream/reader-stream-options.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { allEventIds, coldWriter, createTestLog, encodedEvent } from '../../support/event-log.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { SseParser } from '../../support/sse-parser.ts';
import { testOutput } from '../../support/test-output.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

const readers = 10;
const cutsPerReader = 40;
const lastId = 'the.last';

/** One connection that breaks after so many bytes, anywhere in a frame. */
async function connectUntilCut(
  log: LogReader,
  { audiences, heart }: Pick<ReaderStreamOptions, 'audiences' | 'heart'>,
  reader: { readonly ids: string[]; cursor: string | undefined },
  bytesLeft: number,
): Promise<void> {
  const parser = new SseParser(reader.cursor);
  const stream = new ReaderStream({
    reader: { userId: 'ana', role: 'admin', connectionId: 'c' },
    selection: channelSelection('fights'),
    log,
    audiences,
    logOf: () => log,
    output: testOutput(bytes => {
      parser.push(bytes.subarray(0, bytesLeft));
      bytesLeft -= bytes.byteLength;
      const sawLast = parser.messages.some(({ data }) => data.includes(lastId));
      if (bytesLeft <= 0 || sawLast) throw new Error('cut');
    }),
    ...(reader.cursor === undefined ? {} : { lastEventId: reader.cursor }),
    historyCount: Math.random() < 0.5 ? 0 : 100,
    checkLease: async () => undefined,
    checkEveryMs: 5_000,
    endsAtMs: Date.now() + 300_000,
    tokenExpiresAtMs: Date.now() + 300_000,
    maxBytes: 100_000_000,
    heart,
    clock: systemTimers,
    random: Math.random,
  });
  expect(await stream.run()).toBe('closed');
  for (const { event, data } of parser.messages) {
    if (event === 'gap') throw new Error(`unexpected gap ${data}`);
    if (event === 'FIGHT_STATUS_UPDATE') reader.ids.push(JSON.parse(data).id);
  }
  if (parser.lastEventId !== '') reader.cursor = parser.lastEventId;
}

test('readers cut off at any byte, 400 times, with writers running, get every event exactly once [G6]', async () => {
  const store = await createTestLog(engine, 'EventLog');
  const log = new LogReader({ store, channel: 'fights', clock: Date.now });
  const tail = new LogTail(log, () => undefined);
  const statistics = { delivered: () => undefined };
  const audiences = new Audiences(tail, { statistics, meter: silentMeter, now: Date.now });
  const shared = { audiences, heart: new Heart(systemTimers) };
  const recordedAtMs = Date.now();
  let cutting = readers;

  const write = async (w: number) => {
    const writer = coldWriter(store);
    for (let n = 0; cutting > 0; n += 1) {
      const batch = Array.from({ length: 1 + (n % 4) }, (_, index) =>
        encodedEvent(`${w}.${n}.${index}`),
      );
      await writer.append('fights', batch, recordedAtMs);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  const read = async () => {
    const reader = { ids: [] as string[], cursor: undefined as string | undefined };
    // Some cuts come before the first event, or even within the first frame.
    for (let cut = 0; cut < cutsPerReader; cut += 1) {
      await connectUntilCut(log, shared, reader, Math.ceil(Math.random() ** 2 * 3_000));
    }
    cutting -= 1;
    return reader;
  };

  const reading = Promise.all(Array.from({ length: readers }, read));
  await Promise.all([write(0), write(1), write(2)]);
  const cutReaders = await reading;
  await coldWriter(store).append('fights', [encodedEvent(lastId)], recordedAtMs);
  for (const reader of cutReaders) await connectUntilCut(log, shared, reader, 100_000_000);

  const written = await allEventIds(store, 'fights');
  expect(written.length).toBeGreaterThan(100);
  for (const { ids } of cutReaders) {
    // A reader without history begins where it first connected; from there on nothing is missing.
    expect(ids).toEqual(written.slice(written.length - ids.length));
    expect(ids.at(-1)).toBe(lastId);
    expect(ids.length).toBeGreaterThan(50);
  }
}, 120_000);
