import {
  createHistory,
  type History,
  maxPages,
  maxPauses,
} from '../../../clients/react/history.ts';
import type {
  ManagementProblem,
  ManagementResult,
  Query,
} from '../../../clients/react/management-client.ts';
import type { Polled } from '../../../core/wire/management/poll.ts';

const sinceMs = Date.parse('2026-11-21T20:00:00.000Z');
const nowMs = Date.parse('2026-11-21T20:10:00.000Z');
const { signal } = new AbortController();

type Answer = ManagementResult<Polled>;

/** Events of so many minutes after that time, and whether there is more. */
function page(minutes: readonly number[], hasMore: boolean, gap?: Polled['gap']): Answer {
  const events = minutes.map(minute => ({
    id: `at-${minute}`,
    type: 'FIGHT_CREATED',
    timestamp: sinceMs + minute * 60_000,
    priority: 'normal' as const,
    source: 'Fights',
    version: '1.0' as const,
    channel: 'fights' as const,
    data: {},
  }));
  const data = { events, cursor: `e.${minutes.at(-1) ?? 0}`, hasMore, ...(gap && { gap }) };
  return { kind: 'ok', data };
}

const refused = (problem: ManagementProblem): Answer => ({ kind: 'refused', problem });
const tooMany = refused({
  status: 429,
  code: 'RATE_LIMITED',
  message: 'too many',
  retryAfterMs: 4_000,
});

/** A history of which the server answers so, one after the other; the last answer stays. */
function asked(answers: readonly Answer[], limit?: number) {
  const queries: Query[] = [];
  const pauses: number[] = [];
  const history = createHistory({
    channel: 'fights',
    sinceMs,
    ...(limit !== undefined && { limit }),
    now: () => nowMs,
    ask: async query => {
      queries.push(query);
      return answers[Math.min(queries.length, answers.length) - 1] as Answer;
    },
    pause: async ms => {
      pauses.push(ms);
    },
  });
  return { history, queries, pauses };
}

const shownBy = ({ store }: History): string[] =>
  store
    .getState()
    .entries.map(entry => (entry.kind === 'gap' ? `gap ${entry.gap.reason}` : entry.event.id));

test('it polls from that time on, then by each cursor, until there is no more', async () => {
  const { history, queries } = asked([page([1, 2], true), page([], true), page([6], false)]);
  await history.read(signal);
  expect(queries).toEqual([
    { channel: 'fights', since: '2026-11-21T20:00:00.000Z', limit: 100 },
    { channel: 'fights', cursor: 'e.2', limit: 100 },
    { channel: 'fights', cursor: 'e.0', limit: 100 },
  ]);
  expect(shownBy(history)).toEqual(['at-1', 'at-2', 'at-6']);
  expect(history.store.getState()).toMatchObject({ status: 'complete', progress: 1 });
  expect(history.store.getState().entries.map(({ key }) => key)).toEqual([1, 2, 3]);
});

test('how far it came is measured by the time of the last event', async () => {
  const received: number[] = [];
  const { history } = asked([page([3], true), page([2], true), page([6], true), page([], false)]);
  history.store.subscribe(({ progress }) => received.push(progress));
  await history.read(signal);
  // It never goes back, whatever clock a backend has.
  expect(received).toEqual([0, 0.3, 0.3, 0.6, 1]);
});

test('it holds no more events than the limit; then it goes on where it stopped, with a new list', async () => {
  const { history, queries } = asked([page([1, 2], true), page([3], true), page([4], false)], 3);
  await history.read(signal);
  expect(history.store.getState().status).toBe('full');
  expect(shownBy(history)).toEqual(['at-1', 'at-2', 'at-3']);
  expect(queries.map(({ limit }) => limit)).toEqual([3, 1]);
  await history.read(signal);
  expect(queries[2]).toEqual({ channel: 'fights', cursor: 'e.3', limit: 3 });
  expect(history.store.getState().status).toBe('complete');
  expect(shownBy(history)).toEqual(['at-4']);
});

test('a history that ends exactly at the limit is complete', async () => {
  const { history } = asked([page([1, 2, 3], false)], 3);
  await history.read(signal);
  expect(history.store.getState().status).toBe('complete');
});

test('of a long log with nothing for this reader it looks through so many pages at most', async () => {
  const { history, queries } = asked([page([], true)]);
  await history.read(signal);
  expect(queries).toHaveLength(maxPages);
  expect(history.store.getState().status).toBe('full');
});

test('a failure keeps what was read; another try goes on from there', async () => {
  const problem = { code: 'NO_ANSWER', message: 'no network' };
  const { history, queries } = asked([page([1], true), refused(problem), page([2], false)]);
  await history.read(signal);
  expect(history.store.getState()).toMatchObject({ status: 'failed', problem });
  await history.read(signal);
  expect(queries[2]).toMatchObject({ cursor: 'e.1' });
  expect(shownBy(history)).toEqual(['at-1', 'at-2']);
  expect(history.store.getState()).toMatchObject({ status: 'complete', problem: undefined });
});

test('asked to come later it waits as long, but not for ever', async () => {
  const patient = asked([page([1], true), tooMany, tooMany, page([2], false)]);
  await patient.history.read(signal);
  expect(patient.pauses).toEqual([4_000, 4_000]);
  expect(patient.history.store.getState().status).toBe('complete');

  // Only of pauses in a row there are few: a page between them was worth it.
  const few = Array<Answer>(maxPauses).fill(tooMany);
  const long = asked([...few, page([1], true), ...few, page([2], false)]);
  await long.history.read(signal);
  expect(long.history.store.getState().status).toBe('complete');

  const { history, pauses, queries } = asked([tooMany]);
  await history.read(signal);
  expect(pauses).toHaveLength(maxPauses);
  expect(queries).toHaveLength(maxPauses + 1);
  expect(history.store.getState()).toMatchObject({ status: 'failed' });
});

test('what has expired leaves a mark before what is left', async () => {
  const from = '2026-11-21T20:00:00.000Z';
  const { history } = asked([page([5], false, { from, to: 'e.4', reason: 'expired' })]);
  await history.read(signal);
  expect(shownBy(history)).toEqual(['gap expired', 'at-5']);
});

test('once it is left nothing more is shown or requested', async () => {
  const leave = new AbortController();
  let asks = 0;
  const history = createHistory({
    channel: 'fights',
    sinceMs,
    ask: async () => {
      asks += 1;
      leave.abort();
      return page([1], true);
    },
  });
  await history.read(leave.signal);
  expect(asks).toBe(1);
  expect(shownBy(history)).toEqual([]);
});
