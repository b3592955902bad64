import { changeTables } from '../../core/change/change.ts';
import { channels } from '../../core/channel/channels.ts';
import type { Reader } from '../../core/channel/is-visible.ts';
import { channelSelection } from '../../core/channel/selection.ts';
import { systemTimers } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { Audiences } from '../../core/stream/audience.ts';
import { Heart } from '../../core/stream/heart.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { ReaderStream } from '../../core/stream/reader-stream.ts';
import type { ReaderStreamOptions } from '../../core/stream/reader-stream-options.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { silentMeter } from '../support/silent-meter.ts';
import { testOutput } from '../support/test-output.ts';
import { expectRecorded, recordedAtMs } from './replay.ts';
import { batchOf, newFanOut } from './replay-records.ts';

const startMs = recordedAtMs + 60_000;
const admin: Reader = { userId: 'root', role: 'admin', connectionId: 'conn-root' };
const operator: Reader = { userId: 'olga', role: 'operator', connectionId: 'conn-1' };
const bettor: Reader = { userId: 'ana', role: 'bettor', connectionId: 'conn-ana' };

beforeEach(() => {
  jest.useFakeTimers({ now: startMs });
});
afterEach(() => {
  jest.useRealTimers();
});

type Options = Partial<ReaderStreamOptions>;

/** Logs that hold what the records mean. The Fights come last of all, some of them while streams are open. */
async function recordedLogs() {
  const store = memorySegments();
  const { publishRecords } = newFanOut(store);
  for (const table of changeTables) {
    if (table !== 'Fights') await publishRecords(batchOf(table));
  }
  const fights = batchOf('Fights');
  await publishRecords(fights.slice(0, 4));
  const publishRest = () => publishRecords(fights.slice(4));
  const epochOf = (channel: ChannelName) =>
    store.segments.find(segment => segment.channel === channel)?.epoch ?? '';
  const open = (reader: Reader, channel: ChannelName, options: Options = {}) => {
    const chunks: Uint8Array[] = [];
    const log = new LogReader({ store, channel, clock: Date.now });
    const tail = new LogTail(log, () => undefined);
    const statistics = { delivered: () => undefined };
    const stream = new ReaderStream({
      reader,
      selection: channelSelection(channel),
      log,
      audiences: new Audiences(tail, { statistics, meter: silentMeter, now: Date.now }),
      logOf: () => log,
      output: testOutput(bytes => chunks.push(bytes)),
      historyCount: 100,
      checkLease: async () => undefined,
      checkEveryMs: 5_000,
      endsAtMs: startMs + 1_000,
      tokenExpiresAtMs: startMs + 3_600_000,
      maxBytes: 1_000_000,
      heart: new Heart(systemTimers),
      clock: systemTimers,
      random: () => 0.25,
      ...options,
    });
    const ended = stream.run().catch((error: unknown) => String(error));
    return { ended, text: () => Buffer.concat(chunks).toString('utf8') };
  };
  return { store, publishRest, epochOf, open };
}

/** Played by itself on logs of its own; the result is all that the reader was sent, and why it ended. */
async function play(
  reader: Reader,
  channel: ChannelName,
  options: Options | ((epoch: string) => Options) = {},
  forMs = 1_000,
): Promise<string> {
  jest.setSystemTime(startMs);
  const { open, publishRest, epochOf } = await recordedLogs();
  const chosen = typeof options === 'function' ? options(epochOf(channel)) : options;
  const { ended, text } = open(reader, channel, { endsAtMs: startMs + forMs, ...chosen });
  await jest.advanceTimersByTimeAsync(400);
  await publishRest();
  await jest.advanceTimersByTimeAsync(forMs + 2_000);
  const reason = await ended;
  return `${text().replaceAll(/,"replayUntil":"[^"]*"/g, '')}ended: ${reason}\n`;
}

const broken = () => Promise.reject(new Error('no log'));

test('readers of every kind are sent byte for byte what they were', async () => {
  const plays: [title: string, sent: string][] = [];
  for (const { name } of channels) plays.push([`admin, ${name}`, await play(admin, name)]);
  for (const name of ['inbox', 'fights', 'notifications'] as const) {
    plays.push([`bettor, ${name}`, await play(bettor, name)]);
    plays.push([`operator, ${name}`, await play(operator, name)]);
  }
  const types = new Set(['FIGHT_CREATED', 'alert', 'x:one']);
  plays.push(
    ['only some types', await play({ ...admin, types }, 'fights')],
    ['at least high', await play({ ...operator, minPriority: 'high' }, 'fights')],
    ['no history', await play(admin, 'fights', { historyCount: 0 })],
    ['two of history', await play(admin, 'fights', { historyCount: 2 })],
    [
      'resumed in the middle of a segment',
      await play(admin, 'fights', epoch => ({ lastEventId: `${epoch}.3` })),
    ],
    ['resumed, filtered', await play(bettor, 'inbox', epoch => ({ lastEventId: `${epoch}.1` }))],
    [
      'resumed at the head',
      await play(admin, 'users', epoch => ({ lastEventId: `${epoch}.5` }), 30_000),
    ],
    ['a cursor of another life', await play(admin, 'fights', { lastEventId: 'zzzz.3' })],
    [
      'a cursor that is none',
      await play(admin, 'fights', { lastEventId: `x${'y'.repeat(80)}`, historyCount: 1 }),
    ],
    ['pings for 30 s', await play(bettor, 'fights', {}, 30_000)],
    ['token expired', await play(bettor, 'fights', { tokenExpiresAtMs: startMs + 500 })],
    ['byte limit', await play(admin, 'fights', { maxBytes: 1_500 })],
    ['a log that fails', await play(admin, 'fights', { log: brokenLog(), historyCount: 1 })],
  );
  for (const reason of ['replaced', 'disconnected', 'draining', 'revoked'] as const) {
    const drainRetryMs = async () => 45_000;
    const checkLease = async () => reason;
    plays.push([reason, await play(bettor, 'inbox', { checkLease, drainRetryMs }, 9_000)]);
  }
  const texts = plays.map(([title, text]) => `=== ${title}\n${text}`);
  expectRecorded('streams', texts.join('\n'));
});

function brokenLog(): LogReader {
  const store = { newestFirst: broken, oldestFirst: broken, put: broken };
  return new LogReader({ store, channel: 'fights', clock: Date.now });
}
