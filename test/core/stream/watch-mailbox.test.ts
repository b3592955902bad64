import * as fc from 'fast-check';
import { systemTimers } from '../../../core/clock.ts';
import type { Mailbox } from '../../../core/connection/mailbox.ts';
import type { DrainCheck } from '../../../core/drain/drains.ts';
import { OpenStreams } from '../../../core/stream/open-streams.ts';
import { watchMailbox } from '../../../core/stream/watch-mailbox.ts';
import type { EndReason } from '../../../core/wire/end-reason.ts';
import { memoryMailbox } from '../../support/memory-mailbox.ts';
import { noDrain } from '../../support/no-drain.ts';
import { useStreamClock } from '../../support/reader-streams.ts';

useStreamClock();

const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);

/** A process with its mailbox, and how each of its streams ended. */
function watched(parts: { mailbox?: Partial<Mailbox>; drains?: DrainCheck } = {}) {
  const { mailbox, rows, post } = memoryMailbox();
  const streams = new OpenStreams();
  const failures: unknown[] = [];
  const read = jest.fn(parts.mailbox?.read ?? mailbox.read);
  const remove = jest.fn(parts.mailbox?.remove ?? mailbox.remove);
  watchMailbox({
    mailbox: { read, remove },
    drains: parts.drains ?? noDrain,
    streams,
    clock: systemTimers,
    onFailure: error => failures.push(error),
  });
  const ended = new Map<string, EndReason>();
  const openStream = (connectionId: string) =>
    streams.expect(connectionId).fill({ stop: reason => void ended.set(connectionId, reason) });
  return { streams, rows, post, read, remove, failures, ended, openStream };
}

test('the mailbox is read once a second, and only while there are streams', async () => {
  const { streams, read, openStream } = watched();
  await seconds(10);
  expect(read).not.toHaveBeenCalled();
  openStream('c-1');
  openStream('c-2');
  await seconds(10);
  expect(read).toHaveBeenCalledTimes(10);
  streams.leave('c-1');
  await seconds(5);
  expect(read).toHaveBeenCalledTimes(15);
  streams.leave('c-2');
  await seconds(10);
  expect(read).toHaveBeenCalledTimes(15);
});

test('a drain that is slow to read holds up no notice, and a mailbox that is no drain', async () => {
  const never = new Promise<never>(() => undefined);
  const slowDrain = watched({ drains: { current: () => never } });
  slowDrain.openStream('c-1');
  slowDrain.post({ connectionId: 'c-1', reason: 'revoked' });
  const slowMailbox = watched({
    mailbox: { read: () => never },
    drains: { current: async () => ({ startedAtMs: 0, untilMs: 1, reason: 'a test', by: 'ana' }) },
  });
  slowMailbox.openStream('c-2');
  await seconds(1);
  expect([...slowDrain.ended, ...slowMailbox.ended]).toEqual([
    ['c-1', 'revoked'],
    ['c-2', 'draining'],
  ]);
});

test('each notice ends its stream with its reason within a second, and is removed', async () => {
  const { post, rows, remove, ended, openStream } = watched();
  for (const id of ['c-1', 'c-2', 'c-3', 'c-4']) openStream(id);
  post({ connectionId: 'c-1', reason: 'revoked' });
  post({ connectionId: 'c-2', reason: 'disconnected' });
  post({ connectionId: 'c-3', reason: 'replaced' });
  post({ connectionId: 'c-9', reason: 'revoked' });
  await seconds(1);
  expect([...ended]).toEqual([
    ['c-1', 'revoked'],
    ['c-2', 'disconnected'],
    ['c-3', 'replaced'],
  ]);
  expect(rows.size).toBe(0);
  await seconds(5);
  expect(remove).toHaveBeenCalledTimes(1);
});

test('201 notices take two seconds: a read has 200 at most', async () => {
  const { post, ended, openStream } = watched();
  for (let n = 0; n < 201; n += 1) {
    openStream(`c-${n}`);
    post({ connectionId: `c-${n}`, reason: 'disconnected' });
  }
  await seconds(1);
  expect(ended.size).toBe(200);
  await seconds(1);
  expect(ended.size).toBe(201);
});

test('a read that takes longer than a second is the only one', async () => {
  const slow = Promise.withResolvers<[]>();
  const read = jest.fn<ReturnType<Mailbox['read']>, []>(async () => []);
  read.mockReturnValueOnce(slow.promise);
  const { openStream } = watched({ mailbox: { read } });
  openStream('c-1');
  await seconds(5);
  expect(read).toHaveBeenCalledTimes(1);
  slow.resolve([]);
  await seconds(2);
  expect(read).toHaveBeenCalledTimes(3);
});

test('a read that failed is reported, and the next second tries again', async () => {
  const lost = new Error('throttled');
  const { mailbox, post } = memoryMailbox();
  const read = jest.fn(mailbox.read).mockRejectedValueOnce(lost).mockRejectedValueOnce(lost);
  const { openStream, failures, ended } = watched({ mailbox: { ...mailbox, read } });
  openStream('c-1');
  post({ connectionId: 'c-1', reason: 'revoked' });
  await seconds(2);
  expect([failures, [...ended]]).toEqual([[lost, lost], []]);
  await seconds(1);
  expect([failures.length, [...ended]]).toEqual([2, [['c-1', 'revoked']]]);
});

test('what could not be removed has ended its streams all the same, and is removed a second later', async () => {
  const lost = new Error('throttled');
  const { mailbox, post, rows } = memoryMailbox();
  const remove = jest.fn(mailbox.remove).mockRejectedValueOnce(lost);
  const { openStream, failures, ended } = watched({ mailbox: { ...mailbox, remove } });
  openStream('c-1');
  post({ connectionId: 'c-1', reason: 'replaced' });
  await seconds(1);
  expect([failures, [...ended], rows.size]).toEqual([[lost], [['c-1', 'replaced']], 1]);
  await seconds(1);
  expect([failures.length, rows.size]).toEqual([1, 0]);
});

test('a drain ends all within a second, also while the mailbox cannot be read', async () => {
  let drain: Awaited<ReturnType<DrainCheck['current']>>;
  const { openStream, ended } = watched({
    drains: { current: async () => drain },
    mailbox: { read: async () => Promise.reject(new Error('throttled')) },
  });
  openStream('c-1');
  openStream('c-2');
  await seconds(3);
  expect(ended.size).toBe(0);
  drain = { startedAtMs: 0, untilMs: 1, by: 'kim', reason: 'maintenance' };
  await seconds(1);
  expect([...ended]).toEqual([
    ['c-1', 'draining'],
    ['c-2', 'draining'],
  ]);
});

/** What happens to one stream, in tenths of a second: never, where it is absent. */
const life = fc.record(
  {
    expectedAt: fc.nat(30),
    opensAfter: fc.nat(25),
    noticeAfter: fc.nat(60),
    leavesAfter: fc.integer({ min: 26, max: 80 }),
  },
  { requiredKeys: ['expectedAt', 'opensAfter', 'leavesAfter'] },
);

test('whenever a notice comes while a stream has its place, it ends; whatever fails, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom('read', 'remove', 'slow', 'none'), { maxLength: 8 }),
      async (lives, scripted) => {
        const faults = [...scripted];
        const { mailbox, post } = memoryMailbox();
        const fault = async (kind: 'read' | 'remove') => {
          if (faults[0] === 'slow') await new Promise(done => setTimeout(done, 1_500));
          if (faults.shift() === kind) throw new Error('throttled');
        };
        const { streams } = watched({
          mailbox: {
            read: async () => {
              await fault('read');
              return await mailbox.read();
            },
            remove: async notices => {
              await fault('remove');
              await mailbox.remove(notices);
            },
          },
        });
        const places = new Map<number, ReturnType<OpenStreams['expect']>>();
        const reasons = new Map<number, EndReason>();
        for (let tenth = 0; tenth <= 400; tenth += 1) {
          for (const [n, { expectedAt, opensAfter, noticeAfter, leavesAfter }] of lives.entries()) {
            const id = `c-${n}`;
            const age = tenth - expectedAt;
            if (age === 0) places.set(n, streams.expect(id));
            if (age === opensAfter) {
              places.get(n)?.fill({ stop: reason => void reasons.set(n, reason) });
            }
            if (age === noticeAfter) post({ connectionId: id, reason: 'revoked' });
            // One that was notified stays until it is ended: that is what is shown.
            const isNotified = noticeAfter !== undefined && noticeAfter < leavesAfter;
            if (age >= leavesAfter && (!isNotified || reasons.has(n))) streams.leave(id);
          }
          await jest.advanceTimersByTimeAsync(100);
        }
        const notified = lives.flatMap(({ noticeAfter = 1_000, leavesAfter }, n) =>
          noticeAfter < leavesAfter ? [n] : [],
        );
        expect([...reasons.keys()].sort((a, b) => a - b)).toEqual(notified);
        expect(streams.size).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});
