import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { noRoom, settings, stateOf } from './channel-states.ts';
import { connected, failed, play, problem, refused, timer } from './play-channel.ts';

describe('a stream whose headers came, and not one byte for 5 s', () => {
  const answered = { type: 'answered', attempt: 7 } as const;

  it('is held back on its way: polling takes over at once, and it is tried again later', () => {
    const { state, actions } = play(
      stateOf('connecting'),
      { now: 1_000, signal: answered },
      { now: 6_000, signal: timer },
    );
    expect(state).toMatchObject({
      kind: 'polling',
      memory: {
        failures: { sse: { inARow: 1, total: 1 } },
        fallback: { probeAt: 28_500, probes: 0 },
        problem: { code: 'STREAM_BLOCKED', category: 'CONNECTION' },
      },
    });
    expect(actions.map(({ type }) => type)).toEqual(['abort', 'problem', 'poll']);
  });

  it('waits, as after any failure, where there is nowhere to poll', () => {
    const { state } = channelTransition(
      { ...stateOf('connecting'), kind: 'connecting', wakeAt: 6_000, isHeldBack: true },
      { type: 'timer' },
      { now: 6_000, random: 0.5, settings: { ...settings, canPoll: false } },
    );
    expect(state).toMatchObject({ kind: 'waiting', wakeAt: 8_500 });
  });

  it('has the time of a connection again with its first byte, a comment too', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 1_000, signal: answered },
      { now: 5_999, signal: { type: 'bytes', attempt: 7 } },
    );
    expect(state).toMatchObject({ kind: 'connecting', wakeAt: 25_999 });
    const late = play(state, { now: 25_999, signal: timer });
    expect(late.state).toMatchObject({
      kind: 'waiting',
      memory: { problem: { code: 'NO_ANSWER' } },
    });
  });
});

describe('a status', () => {
  it('401 is met with a fresh token, at once', () => {
    const { state, actions } = play(stateOf('connecting'), { now: 1, signal: refused(401) });
    expect(state.kind).toBe('connecting');
    expect(actions).toEqual([{ type: 'openStream', attempt: 8, freshToken: true }]);
  });

  it('401 again stops it: unauthorized', () => {
    const { state, actions } = play(
      stateOf('connecting'),
      { now: 1, signal: refused(401) },
      { now: 2, signal: refused(401) },
    );
    expect(state).toMatchObject({ kind: 'stopped', reason: 'unauthorized', memory: { problem } });
    expect(actions).toEqual([{ type: 'abort' }, { type: 'problem', problem }]);
  });

  it('401 long after a fresh token is met with another one', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 1, signal: refused(401) },
      { now: 2, signal: connected },
      { now: 60_000, signal: failed },
      { now: 70_000, signal: timer },
      { now: 70_001, signal: refused(401) },
    );
    expect(state.kind).toBe('connecting');
  });

  it.each([400, 403, 404, 405, 410])('%i stops it: refused', status => {
    const { state } = play(stateOf('connecting'), { now: 1, signal: refused(status) });
    expect(state).toMatchObject({ kind: 'stopped', reason: 'refused', memory: { problem } });
  });

  it('204 stops it: no-content, and that is no problem', () => {
    const { state, actions } = play(stateOf('connecting'), { now: 1, signal: refused(204) });
    expect(state).toMatchObject({ kind: 'stopped', reason: 'no-content' });
    expect(actions).toEqual([{ type: 'abort' }]);
  });

  it.each([429, 503])(
    '%i waits as long as asked, and no event of the surroundings is sooner',
    status => {
      const waiting = play(stateOf('connecting'), { now: 0, signal: refused(status, 30_000) });
      expect(waiting.state).toMatchObject({ kind: 'waiting', wakeAt: 30_500, notBefore: 30_000 });
      const woken = play(
        waiting.state,
        { now: 1_000, signal: { type: 'woke' } },
        { now: 1_100, signal: { type: 'offline' } },
        { now: 1_200, signal: { type: 'online' } },
      );
      expect(woken.state).toMatchObject({ kind: 'waiting', wakeAt: 30_000 });
    },
  );

  it.each([429, 503])('%i twice in a row is waited for, and then polled, shortly', status => {
    const { state, actions } = play(
      stateOf('connecting'),
      { now: 0, signal: refused(status, 2_000) },
      { now: 3_000, signal: timer },
      { now: 3_001, signal: refused(status, 2_000) },
      { now: 5_500, signal: timer },
    );
    expect(state.kind).toBe('polling');
    expect(actions).toEqual([{ type: 'poll', attempt: 11, freshToken: false, waitSec: 0 }]);
  });

  it('503 with 500 between is not two in a row', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 0, signal: refused(503) },
      { now: 3_000, signal: timer },
      { now: 3_001, signal: refused(500) },
    );
    expect(state.memory).toMatchObject({ refusals: 0, fallback: undefined });
  });

  it('503 with a stream between is not two in a row', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 0, signal: refused(503) },
      { now: 3_000, signal: timer },
      { now: 3_001, signal: connected },
      { now: 3_002, signal: failed },
      { now: 9_000, signal: timer },
      { now: 9_001, signal: refused(503) },
    );
    expect(state.memory.refusals).toBe(1);
  });

  it('503 that asks for a long wait is polled after it, and not streamed', () => {
    const { state } = play(
      stateOf('connecting', { refusals: 1 }),
      { now: 0, signal: refused(503, 60_000) },
      { now: 61_000, signal: timer },
    );
    expect(state.kind).toBe('polling');
  });

  it('408 is a failure like any other', () => {
    expect(play(stateOf('connecting'), { now: 0, signal: refused(408) }).state.kind).toBe(
      'waiting',
    );
  });

  it('429 from polling is waited for, and polling goes on', () => {
    const { state } = play(
      stateOf('polling', { choice: 'poll' }),
      { now: 0, signal: refused(429, 7_000) },
      { now: 8_000, signal: timer },
    );
    expect(state.kind).toBe('polling');
  });
});

describe('a stream that there is no room for', () => {
  const full = { type: 'refused', status: 429, problem: noRoom, afterMs: 30_000 };
  const page = { type: 'page', cursor: 'k3f9.44', hasMore: false };

  it('is polled for at once, on the same cursor, shortly, and that is no failure', () => {
    const { state, actions } = play(stateOf('connecting'), { now: 1_000, signal: full });
    expect(actions).toEqual([
      { type: 'abort' },
      { type: 'problem', problem: noRoom },
      { type: 'poll', attempt: 9, freshToken: false, waitSec: 0 },
    ]);
    expect(state).toMatchObject({
      kind: 'polling',
      memory: { cursor: 'k3f9.41', failures: { sse: { inARow: 0, total: 0 } }, problem: noRoom },
    });
  });

  it('is tried again after the wait asked for and a while, ever longer, and reported once', () => {
    const first = play(stateOf('connecting'), { now: 0, signal: full });
    // 30 s were asked for; then three quarters of 30 s, 60 s, … 5 min.
    expect(first.state.memory.fallback).toMatchObject({ probeAt: 52_500, notBefore: 30_000 });
    const polled = play(first.state, { now: 40_000, signal: page }, { now: 52_500, signal: timer });
    expect(polled.actions).toEqual([{ type: 'openStream', attempt: 10, freshToken: false }]);
    const again = play(polled.state, { now: 52_600, signal: full });
    expect(again.actions).toEqual([
      { type: 'abort' },
      { type: 'poll', attempt: 11, freshToken: false, waitSec: 0 },
    ]);
    expect(again.state.memory).toMatchObject({
      fallback: { probeAt: 127_600, notBefore: 82_600 },
      problem: undefined,
    });
  });

  it('is not tried sooner than asked, whatever comes and goes around', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 0, signal: full },
      { now: 1_000, signal: { type: 'offline' } },
      { now: 2_000, signal: { type: 'online' } },
      { now: 3_000, signal: timer },
    );
    expect(state).toMatchObject({ kind: 'polling', memory: { fallback: { probeAt: 30_000 } } });
  });

  it('streams again once there is room, and then polls wait as ever', () => {
    const { state } = play(
      stateOf('connecting'),
      { now: 0, signal: full },
      { now: 60_000, signal: page },
      { now: 66_000, signal: timer },
      { now: 66_100, signal: connected },
      { now: 90_000, signal: { type: 'bytes' } },
    );
    expect(state).toMatchObject({ kind: 'open', memory: { refusals: 0, fallback: undefined } });
  });

  it.each([
    ['there is nowhere to poll', {}, false],
    ['streams were asked for whatever happens', { choice: 'sse' as const }, true],
  ])('is waited for where %s', (_, memory, canPoll) => {
    const before = stateOf('connecting', memory);
    const context = { now: 0, random: 0.5, settings: { ...settings, canPoll } };
    const signal = { ...full, type: 'refused' as const, attempt: 7 };
    expect(channelTransition(before, signal, context).state).toMatchObject({
      kind: 'waiting',
      wakeAt: 30_500,
      notBefore: 30_000,
    });
  });
});

it('a page that asks for a pause is not followed sooner, and not later than an hour', () => {
  const paused = (retryMs: number) =>
    play(stateOf('polling'), { now: 0, signal: { ...page, retryMs } }).state;
  const page = { type: 'page', cursor: 'k3f9.44', hasMore: false };
  expect([0, 5_000, 86_400_000].map(retryMs => paused(retryMs))).toMatchObject([
    { kind: 'waiting', cause: 'pause', wakeAt: 1_000 },
    { kind: 'waiting', cause: 'pause', wakeAt: 5_000 },
    { kind: 'waiting', cause: 'pause', wakeAt: 3_600_000 },
  ]);
});
