import fc from 'fast-check';
import type { Reader } from '../../../core/channel/is-visible.ts';
import { channelSelection } from '../../../core/channel/selection.ts';
import type { Segment } from '../../../core/log/segment.ts';
import { type PollResult, type PollStart, poll } from '../../../core/stream/poll.ts';
import { formatCursor } from '../../../core/wire/cursor.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { admin, newLog, open, type TestLog, useStreamClock } from '../../support/reader-streams.ts';

useStreamClock();

const dayMs = 86_400_000;

/** One thing that happens to a log. */
type Step =
  | { readonly kind: 'append'; readonly events: readonly Partial<ChannelEvent>[] }
  | { readonly kind: 'marker' }
  | { readonly kind: 'pause'; readonly days: number }
  /** DynamoDB removes what has expired, when it has time to. */
  | { readonly kind: 'sweep' }
  | { readonly kind: 'backup' }
  /** Of the last backup, by hand; the deployment after it opens the new epoch. */
  | { readonly kind: 'restore' };

const anyEvent: fc.Arbitrary<Partial<ChannelEvent>> = fc.record(
  {
    type: fc.constantFrom('FIGHT_CREATED', 'FIGHT_STATUS_UPDATE', 'NEWS'),
    priority: fc.constantFrom('low', 'normal', 'high'),
    metadata: fc.constantFrom(
      { target: { users: ['ana'] } },
      { target: { users: ['beto'] } },
      { target: { roles: ['*'] } },
    ),
  },
  { requiredKeys: [] },
);

const append: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('append' as const),
  events: fc.array(anyEvent, { minLength: 1, maxLength: 6 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: append },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'marker' }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), days: fc.constantFrom(2, 4, 8) }),
  },
  ...(['sweep', 'backup', 'restore'] as const).map(kind => ({
    weight: 1,
    arbitrary: fc.constant<Step>({ kind }),
  })),
);

const anyReader: fc.Arbitrary<Reader> = fc
  .record(
    {
      types: fc.constantFrom(new Set(['FIGHT_CREATED']), new Set(['NEWS', 'FIGHT_STATUS_UPDATE'])),
      minPriority: fc.constantFrom('normal' as const, 'high' as const),
    },
    { requiredKeys: [] },
  )
  .map(asked => ({ ...admin, ...asked }));

/** Writes to the log as the steps say; the ids are numbers, in order. */
function actor(log: TestLog) {
  let generation = 1;
  let writer = coldWriter(log.store);
  let backup: readonly Segment[] = [];
  let count = 0;
  return async (done: Step): Promise<void> => {
    switch (done.kind) {
      case 'append': {
        const events = done.events.map((parts, at) => encodedEvent(`e${count + at + 1}`, parts));
        count += events.length;
        await writer.append('fights', events, Date.now());
        return;
      }
      case 'marker':
        return await writer.appendMarker('fights');
      case 'pause':
        jest.setSystemTime(Date.now() + done.days * dayMs);
        return;
      case 'sweep': {
        const kept = log.store.segments.filter(
          ({ expiresAtSec }) => expiresAtSec * 1_000 > Date.now(),
        );
        log.store.segments.splice(0, Number.POSITIVE_INFINITY, ...kept);
        return;
      }
      case 'backup':
        backup = [...log.store.segments];
        return;
      case 'restore':
        log.store.segments.splice(0, Number.POSITIVE_INFINITY, ...backup);
        generation += 1;
        writer = coldWriter(log.store, Date.now, generation);
        return await writer.appendMarker('fights');
    }
  };
}

async function pollOnce(log: TestLog, reader: Reader, start: PollStart, limit: number) {
  return await poll({
    reader,
    selection: channelSelection('fights'),
    log: log.log,
    logOf: () => log.log,
    start,
    limit,
    waitMs: 0,
    clock: Date.now,
    pause: async () => undefined,
    mayWaitOn: async () => true,
  });
}

/** What a reader was given: ids, and a gap as the stream reports it. */
const givenBy = ({ events, gap }: PollResult): unknown[] => [
  ...(gap === undefined ? [] : [{ ...gap, to: formatCursor(gap.to) }]),
  ...events.map(({ id }) => id),
];

async function polledOut(log: TestLog, reader: Reader, text: string, limit: number) {
  const given: unknown[] = [];
  for (let from = text; ; ) {
    let result = await pollOnce(log, reader, { kind: 'cursor', text: from }, limit);
    // After a gap a stream gives its history and a poll its limit: asked alike, they give alike.
    if (result.gap) result = await pollOnce(log, reader, { kind: 'cursor', text: from }, 100);
    given.push(...givenBy(result));
    if (!result.hasMore) return given;
    from = formatCursor(result.cursor);
  }
}

/** What a stream that is open for a moment gives, and the cursor it leaves; sent away, it comes back. */
async function streamed(
  log: TestLog,
  reader: Reader,
  text: string,
  historyCount = 100,
  turns = 1,
): Promise<{ readonly given: readonly unknown[]; readonly cursor: string }> {
  const { parser, data } = open(log, { reader, lastEventId: text, historyCount });
  // A tail that others opened looks once a second when nothing happens.
  await jest.advanceTimersByTimeAsync(1_500);
  const given = parser.messages.flatMap(({ event }, index) => {
    if (['connected', 'ping', 'reconnect'].includes(event)) return [];
    return [event === 'gap' ? data(index) : data(index).id];
  });
  const cursor = parser.lastEventId || text;
  if (data(-1).reason !== 'log-restarted') return { given, cursor };
  if (turns === 10) throw new Error('sent away ten times: the stream never gets anywhere');
  const next = await streamed(log, reader, cursor, historyCount, turns + 1);
  return { given: [...given, ...next.given], cursor: next.cursor };
}

/** A place in the log's life: any number of any of its epochs, or nonsense. */
function cursorOf(log: TestLog, pick: number, far: number): string {
  const epochs = [...new Set(log.store.segments.map(({ epoch }) => epoch)), '0', 'zzzz'];
  const epoch = epochs[pick % epochs.length] ?? '0';
  const head = log.store.segments.at(-1)?.lastSeq ?? 0;
  return pick % 17 === 16 ? 'nonsense' : `${epoch}.${far % (head + 3)}`;
}

test('a stream and polls from the same cursor give the same events and the same gap', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      anyReader,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 7 }),
      async (steps, reader, pick, far, limit) => {
        jest.clearAllTimers();
        const log = newLog();
        const act = actor(log);
        for (const each of steps) await act(each);
        const text = cursorOf(log, pick, far);
        const { given } = await streamed(log, reader, text);
        expect(await polledOut(log, reader, text, limit)).toEqual(given);
      },
    ),
    { numRuns: 400 },
  );
}, 120_000);

test('a reader that changes between streams and polls on one cursor misses and repeats nothing', async () => {
  const turn = fc.record({
    by: fc.constantFrom('stream' as const, 'poll' as const),
    limit: fc.integer({ min: 1, max: 4 }),
    steps: fc.array(append, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 12 }), anyReader, async (turns, reader) => {
      jest.clearAllTimers();
      const log = newLog();
      const act = actor(log);
      let cursor = '0.0';
      const given: unknown[] = [];
      for (const { by, limit, steps } of turns) {
        for (const each of steps) await act(each);
        if (by === 'stream') {
          const seen = await streamed(log, reader, cursor);
          given.push(...seen.given);
          cursor = seen.cursor;
        } else {
          const result = await pollOnce(log, reader, { kind: 'cursor', text: cursor }, limit);
          given.push(...givenBy(result));
          cursor = formatCursor(result.cursor);
        }
      }
      given.push(...(await polledOut(log, reader, cursor, 3)));
      const { given: whole } = await streamed(log, reader, '0.0');
      expect(given).toEqual(whole);
    }),
    { numRuns: 200 },
  );
}, 120_000);
