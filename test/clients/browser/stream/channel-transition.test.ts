import { localProblem } from '../../../../clients/browser/client-problem.ts';
import type { ChannelState } from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { at, event, settings, stateOf } from './channel-states.ts';
import { connected, failed, play, problem, timer } from './play-channel.ts';

describe('a stream that fails', () => {
  it('waits what the server said, and on top a random time whose bound doubles', () => {
    const settled = stateOf('connecting', { choice: 'sse', retryMs: 1_500 });
    const waits: number[] = [];
    let state: ChannelState = settled;
    for (let n = 0; n < 9; n += 1) {
      state = play(state, { now: 0, signal: failed }).state;
      if (state.kind === 'waiting') waits.push(state.wakeAt);
      state = play(state, { now: 0, signal: timer }).state;
    }
    expect(waits).toEqual([2_000, 2_500, 3_500, 5_500, 9_500, 17_500, 31_500, 31_500, 31_500]);
  });

  it('three times in a row is replaced by polling on the same cursor, at once', () => {
    const { state, actions } = play(
      stateOf('connecting'),
      { now: 0, signal: failed },
      { now: 5_000, signal: timer },
      { now: 5_001, signal: failed },
      { now: 9_000, signal: timer },
      { now: 9_001, signal: failed },
    );
    expect(state).toMatchObject({ kind: 'polling', memory: { cursor: 'k3f9.41' } });
    expect(actions.at(-1)).toEqual({ type: 'poll', attempt: 13, freshToken: false, waitSec: 20 });
  });

  it('is never replaced where there is nowhere to poll, or where streaming is forced', () => {
    const nowhere = { ...at(0), settings: { ...settings, canPoll: false } };
    const worn = { failures: { sse: { inARow: 9, total: 9 }, poll: { inARow: 0, total: 0 } } };
    const cut = { type: 'failed', attempt: 7, problem } as const;
    expect(channelTransition(stateOf('connecting', worn), cut, nowhere).state.kind).toBe('waiting');
    const forced = stateOf('connecting', { ...worn, choice: 'sse' });
    expect(channelTransition(forced, cut, at(0)).state.kind).toBe('waiting');
  });

  it('after it held for long counts from zero', () => {
    const worn = { failures: { sse: { inARow: 2, total: 5 }, poll: { inARow: 0, total: 0 } } };
    const { state } = play(stateOf('open', worn), { now: 110_000, signal: failed });
    expect(state).toMatchObject({
      kind: 'waiting',
      memory: { failures: { sse: { inARow: 1, total: 6 } } },
    });
  });

  it('after it held for long is tried again, even if it was a replacement for polling', () => {
    const fallback = { probeAt: 90_000, probes: 2, notBefore: 0 };
    const { state } = play(stateOf('open', { fallback }), { now: 110_000, signal: failed });
    expect(state).toMatchObject({ kind: 'waiting', memory: { fallback: undefined } });
  });

  it('with a token that cannot be had counts like any other', () => {
    const missing = localProblem('TOKEN_UNAVAILABLE', 'no network');
    const { state } = play(stateOf('connecting'), {
      now: 0,
      signal: { type: 'failed', problem: missing },
    });
    expect(state).toMatchObject({ kind: 'waiting', memory: { problem: missing } });
  });
});

describe('while it polls', () => {
  const fallback = { probeAt: 130_000, probes: 0, notBefore: 0 };

  it('a stream is tried again when its time has come, and settles it by holding', () => {
    const polling = stateOf('polling', { fallback });
    const page = { type: 'page', cursor: 'k3f9.50', hasMore: false };
    const pause = play(polling, { now: 129_500, signal: page });
    expect(pause.state).toMatchObject({ kind: 'waiting', cause: 'pause', wakeAt: 130_500 });
    const probe = play(pause.state, { now: 130_500, signal: timer });
    expect(probe.actions).toEqual([{ type: 'openStream', attempt: 8, freshToken: false }]);
    const open = play(
      probe.state,
      { now: 131_000, signal: connected },
      { now: 141_000, signal: { type: 'bytes' } },
    );
    expect(open.state).toMatchObject({
      kind: 'open',
      memory: { cursor: 'k3f9.50', fallback: undefined },
    });
  });

  it('a stream that fails again leaves it polling without a pause, and is tried half as often', () => {
    const { state, actions } = play(stateOf('connecting', { fallback }), {
      now: 200_000,
      signal: failed,
    });
    expect(state).toMatchObject({
      kind: 'polling',
      memory: { fallback: { probeAt: 245_000, probes: 1 } },
    });
    expect(actions.map(({ type }) => type)).toEqual(['abort', 'problem', 'poll']);
  });

  it('a stream that opens and is cut again and again counts as failing', () => {
    const { state } = play(
      stateOf('connecting', { fallback }),
      { now: 200_000, signal: connected },
      { now: 200_500, signal: failed },
    );
    expect(state).toMatchObject({ kind: 'polling', memory: { fallback: { probes: 1 } } });
  });

  it('because the server is short of room, pauses are long', () => {
    const page = { type: 'page', cursor: 'k3f9.50', hasMore: false };
    const { state } = play(stateOf('polling', { fallback, refusals: 2 }), {
      now: 100_000,
      signal: page,
    });
    expect(state).toMatchObject({ kind: 'waiting', wakeAt: 105_000 });
  });

  it('a network that returns is a reason to try a stream at once', () => {
    const { actions } = play(
      stateOf('offline', { fallback }),
      { now: 100_000, signal: { type: 'online' } },
      { now: 100_500, signal: timer },
    );
    expect(actions.map(({ type }) => type)).toEqual(['openStream']);
  });

  it('more that waits is fetched at once, unless the page led nowhere', () => {
    const more = { type: 'page', cursor: 'k3f9.50', hasMore: true };
    expect(play(stateOf('polling', { fallback }), { now: 100_000, signal: more }).state.kind).toBe(
      'polling',
    );
    const nowhere = { type: 'page', cursor: 'k3f9.41', hasMore: true };
    expect(
      play(stateOf('polling', { fallback }), { now: 100_000, signal: nowhere }).state.kind,
    ).toBe('waiting');
  });

  it('the cursor moves at the end of a page, not with its events', () => {
    const { state, actions } = play(stateOf('polling', { fallback }), {
      now: 100_000,
      signal: { type: 'frame', frame: { kind: 'event', event } },
    });
    expect(actions).toEqual([{ type: 'deliver', event, channels: ['fights'] }]);
    expect(state.memory.cursor).toBe('k3f9.41');
  });
});

describe('a frame', () => {
  const open = stateOf('open');
  const frame = (value: object, id?: string) => ({
    now: 100_000,
    signal: { type: 'frame', frame: value, ...(id === undefined ? {} : { id }) },
  });

  it('moves the cursor in the same step in which its event is delivered', () => {
    const { state, actions } = play(open, frame({ kind: 'event', event }, 'k3f9.42'));
    expect(state.memory.cursor).toBe('k3f9.42');
    expect(actions).toEqual([{ type: 'deliver', event, channels: ['fights'] }]);
  });

  it('without an id, or with an empty one, moves nothing', () => {
    expect(play(open, frame({ kind: 'ping' })).state.memory.cursor).toBe('k3f9.41');
    expect(play(open, frame({ kind: 'ping' }, '')).state.memory.cursor).toBe('k3f9.41');
  });

  it('that is not understood is reported, and passed', () => {
    const { state, actions } = play(open, frame({ kind: 'garbled', problem }, 'k3f9.42'));
    expect(state).toMatchObject({ kind: 'open', memory: { cursor: 'k3f9.42' } });
    expect(actions).toEqual([{ type: 'problem', problem }]);
  });

  it('gap is reported', () => {
    const gap = { from: 'old.1', to: 'k3f9.3', reason: 'expired' };
    const { state, actions } = play(open, frame({ kind: 'gap', gap }, 'k3f9.3'));
    expect(actions).toEqual([{ type: 'gap', gap }]);
    expect(state.memory.cursor).toBe('k3f9.3');
  });

  it('connected says how long silence may last', () => {
    const { state } = play(stateOf('connecting'), { now: 100_000, signal: connected });
    expect(state).toMatchObject({ kind: 'open', silenceMs: 30_000, wakeAt: 130_000 });
  });

  it('reconnect with the reason replaced stops it, and says so', () => {
    const { state, actions } = play(
      open,
      frame({ kind: 'reconnect', reason: 'replaced', retryMs: 60_000 }),
    );
    expect(state).toMatchObject({ kind: 'stopped', reason: 'replaced' });
    expect(actions).toEqual([{ type: 'abort' }]);
  });

  it.each([
    'lifetime',
    'byte-limit',
    'disconnected',
    'slow-reader',
    'log-restarted',
    'unavailable',
  ])('reconnect with the reason %s waits as long as asked, and is no failure', reason => {
    const { state } = play(open, frame({ kind: 'reconnect', reason, retryMs: 1_834 }));
    expect(state).toMatchObject({ kind: 'waiting', wakeAt: 101_834, notBefore: 101_834 });
    expect(state.memory.failures.sse.total).toBe(0);
  });

  it('reconnect at once waits a second all the same', () => {
    const { state } = play(open, frame({ kind: 'reconnect', reason: 'lifetime', retryMs: 0 }));
    expect(state).toMatchObject({ kind: 'waiting', wakeAt: 101_000 });
  });

  it('retry of weeks is an hour', () => {
    const { state } = play(open, {
      now: 100_000,
      signal: { type: 'retry', retryMs: 2_000_000_000 },
    });
    expect(state.memory.retryMs).toBe(3_600_000);
  });

  it.each(['token-expired', 'revoked'])(
    'reconnect with the reason %s asks for a fresh token',
    reason => {
      const { actions } = play(open, frame({ kind: 'reconnect', reason, retryMs: 1_500 }), {
        now: 101_500,
        signal: timer,
      });
      expect(actions).toEqual([{ type: 'openStream', attempt: 9, freshToken: true }]);
    },
  );

  it('error asks for a fresh token even if the reconnect frame after it is lost', () => {
    const expired = { ...localProblem('TOKEN_UNAVAILABLE', 'expired'), code: 'TOKEN_EXPIRED' };
    const { actions } = play(
      open,
      frame({ kind: 'error', problem: expired }),
      { now: 100_100, signal: failed },
      { now: 103_000, signal: timer },
    );
    expect(actions).toEqual([{ type: 'openStream', attempt: 9, freshToken: true }]);
  });
});

describe('silence', () => {
  it('beyond two heartbeats is a broken connection, and every byte ends it', () => {
    const alive = play(stateOf('open'), { now: 120_000, signal: { type: 'bytes' } });
    expect(alive.state).toMatchObject({ kind: 'open', wakeAt: 150_000 });
    const { state } = play(alive.state, { now: 150_000, signal: timer });
    expect(state).toMatchObject({
      kind: 'waiting',
      memory: { problem: { code: 'CONNECTION_SILENT' } },
    });
  });

  it('during sleep is noticed at waking, without waiting for a timer', () => {
    const { state } = play(stateOf('open'), { now: 900_000, signal: { type: 'woke' } });
    expect(state).toMatchObject({
      kind: 'waiting',
      memory: { problem: { code: 'CONNECTION_SILENT' } },
    });
  });

  it('of a server that was asked is noticed too', () => {
    const { state } = play(stateOf('connecting'), { now: 110_000, signal: timer });
    expect(state).toMatchObject({ kind: 'waiting', memory: { problem: { code: 'NO_ANSWER' } } });
  });
});

describe('the method', () => {
  it('poll closes a stream and polls on its cursor', () => {
    const { state, actions } = play(stateOf('open'), {
      now: 100_000,
      signal: { type: 'choose', choice: 'poll' },
    });
    expect(state).toMatchObject({ kind: 'polling', memory: { cursor: 'k3f9.41', choice: 'poll' } });
    expect(actions.map(({ type }) => type)).toEqual(['abort', 'poll']);
  });

  it.each(['sse', 'auto'] as const)('%s ends a forced poll and streams', choice => {
    const { state } = play(stateOf('polling', { choice: 'poll' }), {
      now: 100_000,
      signal: { type: 'choose', choice },
    });
    expect(state).toMatchObject({ kind: 'connecting', memory: { cursor: 'k3f9.41' } });
  });

  it('chosen again changes nothing', () => {
    const before = stateOf('polling', { fallback: { probeAt: 1, probes: 3, notBefore: 0 } });
    const { state } = play(before, { now: 0, signal: { type: 'choose', choice: 'auto' } });
    expect(state).toBe(before);
  });
});
