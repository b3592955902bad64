import fc from 'fast-check';
import type { Parked, StoredDelivery } from '../../../../core/webhook/delivery.ts';
import {
  type AfterAttempt,
  afterAttempt,
  type EndedAttempt,
} from '../../../../core/webhook/lane/after-attempt.ts';
import type { Lane } from '../../../../core/webhook/lane.ts';
import type { SendResult } from '../../../../core/webhook/send-webhook.ts';
import { betEvent, dayMs, freshLane, keptMs, ok, startMs, status } from './lane-world.ts';

const nowMs = startMs + dayMs;
const delivery: StoredDelivery = {
  ...{ deliveryId: '1', event: betEvent('e1'), cursor: 'abc.1', state: 'pending', attempts: [] },
  ...{ createdAtMs: startMs, attemptCount: 0, expiresAtMs: startMs + keptMs },
};
const expiresAtMs = nowMs + 30 * dayMs;
const timeout: SendResult = { kind: 'failed', failure: 'TIMEOUT', message: 'late', tookMs: 15_000 };
const refused: SendResult = {
  ...{ kind: 'failed', failure: 'CONNECTION_FAILED', message: 'refused', tookMs: 3 },
};

function after(changes: Partial<EndedAttempt>): AfterAttempt {
  return afterAttempt({
    ...{ lane: freshLane, delivery, result: ok, atMs: nowMs - 1_000, nowMs, random: 0 },
    ...{ retryAttempts: 9, deliveryKeptMs: keptMs, newRound: 'run-1', ...changes },
  });
}

const parked = (changes: Partial<Parked> = {}): Parked => ({
  ...{ deliveryId: '1', dueAtMs: nowMs - 2_000, attemptsMade: 1, attemptedAtMs: nowMs - 9_000 },
  ...{ round: 'round-1', expiresAtMs, ...changes },
});

/** What is answered, and what follows. */
const answers: readonly {
  readonly name: string;
  readonly result: SendResult;
  readonly state: 'delivered' | 'pending';
  readonly dueInS?: number;
  readonly slowness?: number;
  readonly quietS?: number;
  readonly disable?: 'gone';
}[] = [
  { name: '200', result: status(200), state: 'delivered' },
  { name: '204', result: ok, state: 'delivered' },
  { name: '299', result: status(299), state: 'delivered' },
  { name: 'a redirect', result: status(301), state: 'pending', dueInS: 5 },
  { name: 'a redirect for ever', result: status(308), state: 'pending', dueInS: 5 },
  { name: '400', result: status(400), state: 'pending', dueInS: 5 },
  { name: '410', result: status(410), state: 'pending', dueInS: 5, slowness: 0, disable: 'gone' },
  { name: '429', result: status(429), state: 'pending', dueInS: 5, slowness: 1, quietS: 2 },
  {
    name: '429 that asks for a minute',
    result: status(429, 60_000),
    state: 'pending',
    dueInS: 60,
    slowness: 1,
    quietS: 60,
  },
  { name: '500', result: status(500), state: 'pending', dueInS: 5 },
  { name: '500 that asks for a minute', result: status(500, 60_000), state: 'pending', dueInS: 60 },
  { name: '500 that asks for a second', result: status(500, 1_000), state: 'pending', dueInS: 5 },
  {
    name: '500 that asks for a week',
    result: status(500, 7 * dayMs),
    state: 'pending',
    dueInS: 86_400,
  },
  { name: '502', result: status(502), state: 'pending', dueInS: 5, slowness: 1, quietS: 2 },
  { name: '503', result: status(503), state: 'pending', dueInS: 5 },
  {
    name: '503 that asks for a minute',
    result: status(503, 60_000),
    state: 'pending',
    dueInS: 60,
    slowness: 0,
    quietS: 60,
  },
  { name: '504', result: status(504), state: 'pending', dueInS: 5, slowness: 1, quietS: 2 },
  { name: 'nothing in time', result: timeout, state: 'pending', dueInS: 5, slowness: 1, quietS: 2 },
  { name: 'no connection', result: refused, state: 'pending', dueInS: 5 },
];

test.each(answers)(
  'answered $name for the first time [W3]',
  ({ result, state, dueInS, slowness = 0, quietS, disable }) => {
    const { lane, parked: place, ...found } = after({ result });
    expect(found.delivery).toMatchObject({ state, attemptCount: 1 });
    expect(place?.dueAtMs).toBe(dueInS === undefined ? undefined : nowMs + dueInS * 1_000);
    expect(found.delivery.nextAttemptAtMs).toBe(place?.dueAtMs);
    expect(lane.slowness).toBe(slowness);
    expect(lane.slowUntilMs).toBe(quietS === undefined ? undefined : nowMs + quietS * 1_000);
    expect(found.disable).toBe(disable);
    expect(lane.failuresInARow).toBe(state === 'delivered' ? 0 : 1);
    expect(lane.failingSinceMs).toBe(state === 'delivered' ? undefined : nowMs);
  },
);

test.each([
  [1, 5],
  [2, 300],
  [3, 1_800],
  [4, 7_200],
  [5, 18_000],
  [6, 36_000],
  [7, 50_400],
  [8, 72_000],
  [9, 86_400],
])('after %i failures it is due in %i s, or up to a tenth later by chance', (made, seconds) => {
  const place = parked({ attemptsMade: made - 1 });
  const failed = { result: status(500), parked: place };
  expect(after(failed).parked?.dueAtMs).toBe(nowMs + seconds * 1_000);
  expect(after({ ...failed, random: 0.999_999_999_999 }).parked?.dueAtMs).toBe(
    nowMs + seconds * 1_100,
  );
});

test('after the tenth failure it is given up, and after fewer where the webhook says so', () => {
  const failed = { result: status(500), parked: parked({ attemptsMade: 9 }) };
  expect(after(failed)).toMatchObject({ delivery: { state: 'exhausted' } });
  expect(after(failed).parked).toBeUndefined();
  expect(after({ result: status(500), retryAttempts: 0 }).delivery.state).toBe('exhausted');
  expect(
    after({ result: status(500), parked: parked({ isTest: true, attemptsMade: 0 }) }).parked,
  ).toBeUndefined();
});

test('the success after five failures in a row is news, and what failed before is due; after four it is not', () => {
  const failing = { ...freshLane, failingSinceMs: startMs };
  const five = after({ lane: { ...failing, failuresInARow: 5 } });
  expect(five.recovered).toEqual({ failingSinceMs: startMs });
  expect(five.lane).toEqual({ ...freshLane, lastSuccessAtMs: nowMs, revivedAtMs: nowMs });
  const four = after({ lane: { ...failing, failuresInARow: 4 } });
  expect(four.recovered).toBeUndefined();
  expect(four.lane.revivedAtMs).toBeUndefined();
});

test('an attempt that came early costs nothing of the schedule, and is the only one', () => {
  const early = parked({ dueAtMs: nowMs + 50_000, attemptsMade: 4 });
  expect(after({ result: status(500), parked: early }).parked).toEqual({
    ...{ deliveryId: '1', dueAtMs: nowMs + 50_000, attemptsMade: 4 },
    ...{ attemptedAtMs: nowMs - 1_000, round: 'round-1', isFixed: true, expiresAtMs },
  });
});

test('one that failed before the last success says nothing of the receiver, until it fails with none between', () => {
  const lane = { ...freshLane, lastSuccessAtMs: nowMs - 5_000 };
  const before = after({
    lane,
    result: status(500),
    parked: parked({ attemptedAtMs: nowMs - 9_000 }),
  });
  expect(before.lane).toMatchObject({ failuresInARow: 0, lastFailureAtMs: nowMs });
  expect(before.lane.failingSinceMs).toBeUndefined();
  const since = after({
    lane,
    result: status(500),
    parked: parked({ attemptedAtMs: nowMs - 4_000 }),
  });
  expect(since.lane).toMatchObject({ failuresInARow: 1, failingSinceMs: nowMs });
});

test('two failures five days apart are no five days of failures, five are', () => {
  const lane = { ...freshLane, failingSinceMs: nowMs - 6 * dayMs };
  const result = status(500);
  expect(after({ lane: { ...lane, failuresInARow: 3 }, result }).disable).toBeUndefined();
  expect(after({ lane: { ...lane, failuresInARow: 4 }, result }).disable).toBe('failing');
});

test('five days of nothing but failures disable it, a millisecond less does not', () => {
  const lane = (sinceMs: number): Lane => ({
    ...freshLane,
    failuresInARow: 9,
    failingSinceMs: sinceMs,
  });
  const result = status(500);
  expect(after({ lane: lane(nowMs - 5 * dayMs), result }).disable).toBe('failing');
  expect(after({ lane: lane(nowMs - 5 * dayMs + 1), result }).disable).toBeUndefined();
});

test('it is left alone twice as long each time, five minutes at most, and a success takes a step back', () => {
  const slow = (slowness: number) =>
    after({ lane: { ...freshLane, slowness }, result: timeout }).lane;
  expect([0, 1, 7, 8, 9].map(steps => (slow(steps).slowUntilMs ?? 0) - nowMs)).toEqual([
    2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
  expect(slow(9).slowness).toBe(9);
  expect(after({ lane: { ...freshLane, slowness: 3 } }).lane.slowness).toBe(2);
});

test('of an attempt one thing follows: delivered, waiting with a moment ahead, or given up', () => {
  const results = fc.oneof(
    fc.record({
      ...{ kind: fc.constant('answered' as const), status: fc.integer({ min: 100, max: 599 }) },
      ...{ answer: fc.constant(''), isAnswerCut: fc.boolean(), tookMs: fc.nat(30_000) },
      retryAfterMs: fc.option(fc.nat(9 * dayMs), { nil: undefined }),
    }),
    fc.constantFrom(timeout, refused),
  );
  const places = fc.option(
    fc.record({
      ...{
        deliveryId: fc.constant('1'),
        dueAtMs: fc.integer({ min: startMs, max: nowMs + dayMs }),
      },
      ...{
        attemptsMade: fc.nat(10),
        attemptedAtMs: fc.option(fc.integer({ min: startMs, max: nowMs }), { nil: undefined }),
      },
      ...{ isTest: fc.boolean(), round: fc.constant('round-1') },
      expiresAtMs: fc.constant(expiresAtMs),
    }),
    { nil: undefined },
  );
  const attempts = fc.record({
    ...{ result: results, parked: places, retryAttempts: fc.nat(9) },
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(attempts, attempt => {
      const { delivery: next, parked: place, lane } = after(attempt);
      expect(place !== undefined).toBe(next.state === 'pending');
      if (place) {
        expect(place.dueAtMs).toBeGreaterThan(nowMs - 1_000);
        expect(place.attemptsMade).toBeLessThanOrEqual(attempt.retryAttempts);
        expect(place.attemptsMade).toBeGreaterThanOrEqual(attempt.parked?.attemptsMade ?? 1);
      }
      const { result } = attempt;
      const isSuccess = result.kind === 'answered' && result.status >= 200 && result.status < 300;
      expect(next.state === 'delivered').toBe(isSuccess);
      expect(next.attempts).toHaveLength(1);
      expect(lane.slowUntilMs ?? nowMs).toBeLessThanOrEqual(nowMs + dayMs);
      expect(lane.cursor).toEqual(freshLane.cursor);
    }),
  );
});
