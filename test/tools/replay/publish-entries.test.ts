import type { ManagementResult } from '../../../clients/react/management-client.ts';
import { formatCursor } from '../../../core/wire/cursor.ts';
import type { EventRequest } from '../../../core/wire/management/events.ts';
import { EntryPublisher } from '../../../tools/replay/publish-entries.ts';
import { testEvent } from '../../support/event-log.ts';

const ok: ManagementResult<unknown> = { kind: 'ok', data: {} };
const refused = (status: number, retryAfterMs?: number): ManagementResult<unknown> => ({
  kind: 'refused',
  problem: { status, code: 'X', message: 'not now', ...(retryAfterMs && { retryAfterMs }) },
});

function publisher({ rate = 20, answers = [] as ManagementResult<unknown>[] } = {}) {
  const posted: number[] = [];
  const pauses: number[] = [];
  const leftOut: string[] = [];
  const ports = {
    rate,
    post: async (events: readonly EventRequest[]) => {
      posted.push(events.length);
      return answers.shift() ?? ok;
    },
    pause: async (ms: number) => pauses.push(ms),
    onLeftOut: (_: unknown, why: string) => leftOut.push(why),
  };
  const replay = { channel: 'fights', into: 'system', run: '1' } as const;
  return { posted, pauses, leftOut, entries: new EntryPublisher(replay, ports) };
}

const entry = (seq: number, parts = {}) => ({
  ...{ epoch: 'k3f9', seq, appendedAtMs: 5 },
  event: testEvent(`e${seq}`, parts),
});

test('25 go together, at the rate that was asked for', async () => {
  const { posted, pauses, entries } = publisher({ rate: 50 });
  for (let seq = 1; seq <= 51; seq += 1) await entries.add(entry(seq));
  await entries.flush();
  await entries.flush();
  expect(posted).toEqual([25, 25, 1]);
  // Never faster than a user's requests may come.
  expect(pauses).toEqual([500, 500, 200]);
  expect(entries.published).toBe(51);
});

test('a request stays below its limit of bytes, and an event that is alone above it is left out', async () => {
  const { posted, leftOut, entries } = publisher();
  const ofBytes = (bytes: number) => ({ data: { text: 'x'.repeat(bytes) } });
  await entries.add(entry(1, ofBytes(40_000)));
  await entries.add(entry(2, ofBytes(40_000)));
  await entries.add(entry(3, ofBytes(60_000)));
  await entries.flush();
  expect(posted).toEqual([1, 1]);
  expect(leftOut).toEqual([
    expect.stringMatching(/^k3f9\.3 has \d+ bytes, and a request 60000 at most$/),
  ]);
});

test('what not all readers may read is left out', async () => {
  const { posted, leftOut, entries } = publisher();
  await entries.add(entry(1, { channel: 'finance' }));
  await entries.flush();
  expect({ posted, leftOut, count: entries.leftOut }).toEqual({
    posted: [],
    leftOut: ['not all who read system may read it'],
    count: 1,
  });
});

test('it waits where it is asked to, and gives up after five answers', async () => {
  const patient = publisher({ answers: [refused(429, 3_000), refused(503)] });
  await patient.entries.add(entry(1));
  await patient.entries.flush();
  expect(patient.pauses).toEqual([3_000, 2_000, 200]);
  const lost = publisher({ answers: Array.from({ length: 5 }, () => refused(503)) });
  await lost.entries.add(entry(1));
  await expect(lost.entries.flush()).rejects.toThrow(
    'the management API did not publish them (not now); 0 were published before: run it again',
  );
  expect(lost.posted).toHaveLength(5);
});

test('it knows up to where all is published, whatever waits behind that', async () => {
  const { entries } = publisher({ answers: [ok, refused(401)] });
  const done = () => entries.doneUpTo && formatCursor(entries.doneUpTo);
  await entries.add(entry(1, { channel: 'finance' }));
  expect(done()).toBe('k3f9.1');
  for (let seq = 2; seq <= 26; seq += 1) await entries.add(entry(seq));
  expect(done()).toBe('k3f9.1');
  await entries.add(entry(27));
  await entries.add(entry(28, { channel: 'finance' }));
  expect(done()).toBe('k3f9.26');
  await expect(entries.flush()).rejects.toThrow(
    '25 were published before: go on with --from k3f9.26, what came up to there is done',
  );
  expect(done()).toBe('k3f9.26');
  await entries.flush();
  expect(done()).toBe('k3f9.28');
});

test('a refusal that does not pass ends it at once', async () => {
  const { posted, entries } = publisher({ answers: [refused(403)] });
  await entries.add(entry(1));
  await expect(entries.flush()).rejects.toThrow('(not now)');
  expect(posted).toHaveLength(1);
});
