import fc from 'fast-check';
import type { Reader } from '../../../core/channel/is-visible.ts';
import { countedOn, isSelected, liveSelection } from '../../../core/channel/selection.ts';
import type { LogEntry } from '../../../core/log/segment.ts';
import { eventFrame } from '../../../core/stream/stream-frame.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { testEvent } from '../../support/event-log.ts';
import { newLog, open, soon, startMs, useStreamClock } from '../../support/reader-streams.ts';
import { testOutput } from '../../support/test-output.ts';

useStreamClock();

const selection = liveSelection(['fights', 'payment-streams', 'workflows', 'inbox', 'finance']);

const readers: fc.Arbitrary<Reader> = fc.record(
  {
    userId: fc.constantFrom('ana', 'beto', 'carla'),
    role: fc.constantFrom('admin', 'operator', 'bettor'),
    connectionId: fc.constantFrom('c1', 'c2'),
    permissions: fc.subarray(['workflow:read', 'compliance']),
    addresses: fc.subarray(['0xa', '0xb']),
    types: fc
      .subarray(['FIGHT_STATUS_UPDATE', 'workflow.approved', 'stream.paused'])
      .map(types => new Set(types)),
    workflows: fc.subarray(['w-1', 'w-2'], { minLength: 1 }),
    paymentStreams: fc.record({ users: fc.subarray(['0xa', 'beto'], { minLength: 1 }) }),
  },
  { requiredKeys: ['userId', 'role', 'connectionId'] },
);

/** Of every kind that visibility looks at; the names are those of the readers. */
const events: fc.Arbitrary<Partial<ChannelEvent>> = fc
  .record({
    kind: fc.constantFrom(
      ...[{ channel: 'fights', type: 'FIGHT_STATUS_UPDATE' } as const],
      ...[{ channel: 'finance', type: 'PAYOUT_PROCESSED' } as const],
      ...[{ channel: 'payment-streams', type: 'stream.paused' } as const],
      ...[{ channel: 'workflows', type: 'workflow.approved' } as const],
      ...[{ channel: 'workflows', type: 'workflow.bulk_finished' } as const],
    ),
    target: fc.option(
      fc.record(
        {
          users: fc.subarray(['ana', 'beto']),
          roles: fc.subarray(['admin', 'bettor', '*']),
          connections: fc.subarray(['c1']),
          channels: fc.subarray(['fights', 'inbox'] as const),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
    data: fc.record(
      {
        sender: fc.constantFrom('ana', '0xa'),
        requestedBy: fc.constantFrom('beto', 'carla'),
        visibleTo: fc.record({ roles: fc.subarray(['admin', 'bettor']) }),
        workflowId: fc.constantFrom('w-1', 'w-2'),
        /** How long a text it carries. */
        length: fc.constantFrom(10_000, 300_000),
      },
      { requiredKeys: ['workflowId'] },
    ),
  })
  .map(({ kind, target, data }) => ({ ...kind, data, ...(target && { metadata: { target } }) }));

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('join' as const),
      reader: readers,
      maxBytes: fc.constantFrom(20_000, 1_000_000, 100_000_000),
    }),
    fc.record({
      do: fc.constant('append' as const),
      batch: fc.array(events, { minLength: 1, maxLength: 6 }),
    }),
    fc.record({ do: fc.constant('stick' as const), at: fc.nat() }),
    fc.record({ do: fc.constant('tick' as const) }),
  ),
  { minLength: 5, maxLength: 30 },
);

/** One reader of a run: what it was written, and what it would be, decided event by event for it alone. */
interface Joined {
  readonly reader: Reader;
  readonly maxBytes: number;
  readonly from: number;
  readonly chunks: Uint8Array[];
  readonly ended: Promise<string>;
  stuck?: { readonly afterBytes: number };
}

function expectedOf(
  { reader, maxBytes, from, stuck }: Joined,
  opening: number,
  log: readonly LogEntry[],
) {
  const frames: string[] = [];
  let bytes = opening;
  for (const entry of log) {
    if (entry.seq <= from || !isSelected(entry.event, reader, selection)) continue;
    const frame = eventFrame(entry);
    const { length } = Buffer.from(frame);
    if (bytes + length > maxBytes) return { frames, end: 'byte-limit' };
    bytes += length;
    frames.push(frame);
    if (stuck !== undefined && bytes - stuck.afterBytes > 1_000_000) {
      return { frames, end: 'slow-reader' };
    }
  }
  return { frames, end: undefined };
}

test('an audience gives each reader what it would get alone, byte for byte, and counts each of it [R3]', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async script => {
      jest.setSystemTime(startMs);
      const log = newLog('global');
      const appended: LogEntry[] = [];
      const joined: Joined[] = [];
      const append = async (batch: readonly Partial<ChannelEvent>[]) => {
        const made = batch.map(({ data: { length = 0, ...data } = {}, ...parts }, n) => {
          const text = 'x'.repeat(Number(length));
          return testEvent(`e${appended.length + n + 1}`, { ...parts, data: { ...data, text } });
        });
        await log.append(...made);
        const { epoch, appendedAtMs } = log.store.segments.at(-1) ?? {};
        for (const event of made) {
          appended.push({
            ...{ epoch: epoch ?? '', seq: appended.length + 1, event },
            appendedAtMs: appendedAtMs ?? 0,
          });
        }
      };
      await append([{}]);
      for (const step of script) {
        if (step.do === 'join') {
          const one = { ...step, from: appended.length, chunks: [] as Uint8Array[] };
          const reader: Joined = { ...one, ended: Promise.resolve('') };
          const { ended } = open(log, {
            ...{ reader: step.reader, selection, historyCount: 0, maxBytes: step.maxBytes },
            output: testOutput(bytes => {
              reader.chunks.push(bytes);
              return reader.stuck === undefined;
            }),
          });
          joined.push(Object.assign(reader, { ended }));
          await soon();
        } else if (step.do === 'append') await append(step.batch);
        else if (step.do === 'stick') {
          const reader = joined[step.at % Math.max(joined.length, 1)];
          if (reader === undefined || reader.stuck !== undefined) continue;
          const afterBytes = reader.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
          reader.stuck = { afterBytes };
        } else await soon();
      }
      await soon();
      await soon();
      let delivered = 0;
      for (const reader of joined) {
        const text = Buffer.concat(reader.chunks).toString('utf8');
        const opening = Buffer.from(text.slice(0, endOfConnected(text))).length;
        const { frames, end } = expectedOf(reader, opening, appended);
        delivered += frames.length;
        const sent = text.slice(endOfConnected(text));
        expect(sent.startsWith(frames.join(''))).toBe(true);
        const rest = sent.slice(frames.join('').length);
        if (end === undefined) expect(rest).toBe('');
        else {
          expect(rest).toContain(`"reason":"${end}"`);
          expect(rest).not.toContain('id:');
        }
      }
      const counted = log.delivered.mock.calls.reduce((sum, [, , times]) => sum + times, 0);
      expect(counted).toBe(delivered);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('the event that makes a reader too slow was written, and counts', async () => {
  const log = newLog('global');
  await log.append(testEvent('e1'));
  const chunks: Uint8Array[] = [];
  let takes = true;
  const { ended } = open(log, {
    ...{ selection, historyCount: 0, maxBytes: 100_000_000 },
    output: testOutput(bytes => {
      chunks.push(bytes);
      return takes;
    }),
  });
  await soon();
  takes = false;
  const text = 'x'.repeat(300_000);
  await log.append(...['e2', 'e3', 'e4', 'e5', 'e6'].map(id => testEvent(id, { data: { text } })));
  await soon();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(await ended).toBe('slow-reader');
  const sent = Buffer.concat(chunks).toString('utf8');
  const written = ['e2', 'e3', 'e4', 'e5', 'e6'].filter(id => sent.includes(`"id":"${id}"`));
  expect(written).toEqual(['e2', 'e3', 'e4', 'e5']);
  const counted = log.delivered.mock.calls.reduce((sum, [, , times]) => sum + times, 0);
  expect(counted).toBe(4);
});

/** Behind `connected` and the ping that says where a stream of several channels begins. */
function endOfConnected(text: string): number {
  const ping = text.indexOf('event: ping');
  return text.indexOf('\n\n', ping) + 2;
}

test('counts on the channel that shows the event, and its age', () => {
  expect(
    countedOn(testEvent('a'), { userId: 'a', role: 'admin', connectionId: 'c' }, selection),
  ).toBe('fights');
});

test('counts nothing for a stream that has ended, while its last frames wait for the reader', async () => {
  const log = newLog('fights');
  const frames: string[] = [];
  const { ended } = open(log, {
    historyCount: 0,
    endsAtMs: startMs + 2_000,
    output: testOutput(bytes => {
      frames.push(Buffer.from(bytes).toString('utf8'));
      return !frames.at(-1)?.includes('event: reconnect');
    }),
  });
  await soon();
  await log.append(testEvent('before'));
  await jest.advanceTimersByTimeAsync(2_000);
  await log.append(testEvent('after'));
  await jest.advanceTimersByTimeAsync(500);
  expect(frames.at(-1)).toContain('event: reconnect');
  expect(log.delivered).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(await ended).toBe('lifetime');
});
