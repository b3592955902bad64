import { localProblem } from '../../../../clients/browser/client-problem.ts';
import type {
  ChannelAction,
  ChannelSignal,
  ChannelState,
} from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { at, event, settings, stateOf } from './channel-states.ts';

const problem = localProblem('NETWORK_FAILED', 'cut');

/** Plays signals, each with the attempt that is under way, and gives what was done for the last. */
function play(
  state: ChannelState,
  ...steps: readonly { readonly now: number; readonly signal: object }[]
): { readonly state: ChannelState; readonly actions: readonly ChannelAction[] } {
  let result: { state: ChannelState; actions: readonly ChannelAction[] } = { state, actions: [] };
  for (const { now, signal } of steps) {
    const attempt = { attempt: result.state.memory.attempt };
    const told = { ...('frame' in signal || isAnswer(signal) ? attempt : {}), ...signal };
    result = channelTransition(result.state, told as ChannelSignal, at(now));
  }
  return result;
}

const isAnswer = (signal: object) =>
  'type' in signal && ['failed', 'refused', 'page', 'heard'].includes(String(signal.type));

const refused = (status: number, afterMs?: number) => ({
  type: 'refused',
  status,
  problem,
  ...(afterMs === undefined ? {} : { afterMs }),
});
const failed = { type: 'failed', problem };
const timer = { type: 'timer' };
const connected = {
  type: 'frame',
  frame: {
    kind: 'connected',
    connected: {
      connectionId: 'c1',
      channel: 'fights',
      role: 'admin',
      heartbeatMs: 15_000,
      endsAt: 400_000,
    },
  },
};

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

  it.each([429, 503])('%i waits as told, and no event of the surroundings is sooner', status => {
    const waiting = play(stateOf('connecting'), { now: 0, signal: refused(status, 30_000) });
    expect(waiting.state).toMatchObject({ kind: 'waiting', wakeAt: 30_500, notBefore: 30_000 });
    const woken = play(
      waiting.state,
      { now: 1_000, signal: { type: 'woke' } },
      { now: 1_100, signal: { type: 'offline' } },
      { now: 1_200, signal: { type: 'online' } },
    );
    expect(woken.state).toMatchObject({ kind: 'waiting', wakeAt: 30_000 });
  });

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

  it('429 from polling is waited for, and polling goes on', () => {
    const { state } = play(
      stateOf('polling', { choice: 'poll' }),
      { now: 0, signal: refused(429, 7_000) },
      { now: 8_000, signal: timer },
    );
    expect(state.kind).toBe('polling');
  });
});

describe('a stream that fails', () => {
  it('waits what the server said, and on top a lot that doubles', () => {
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

  it('after it held for long begins to count anew', () => {
    const worn = { failures: { sse: { inARow: 2, total: 5 }, poll: { inARow: 0, total: 0 } } };
    const { state } = play(stateOf('open', worn), { now: 110_000, signal: failed });
    expect(state).toMatchObject({
      kind: 'waiting',
      memory: { failures: { sse: { inARow: 1, total: 6 } } },
    });
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
  const fallback = { probeAt: 130_000, probes: 0 };

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
      { now: 141_000, signal: { type: 'heard' } },
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
    expect(actions).toEqual([{ type: 'deliver', event }]);
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
    expect(actions).toEqual([{ type: 'deliver', event }]);
  });

  it('without an id, or with an empty one, moves nothing', () => {
    expect(play(open, frame({ kind: 'ping' })).state.memory.cursor).toBe('k3f9.41');
    expect(play(open, frame({ kind: 'ping' }, '')).state.memory.cursor).toBe('k3f9.41');
  });

  it('that is not understood is told, and passed', () => {
    const { state, actions } = play(open, frame({ kind: 'garbled', problem }, 'k3f9.42'));
    expect(state).toMatchObject({ kind: 'open', memory: { cursor: 'k3f9.42' } });
    expect(actions).toEqual([{ type: 'problem', problem }]);
  });

  it('gap is told', () => {
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
  ])('reconnect with the reason %s waits as told, and is no failure', reason => {
    const { state } = play(open, frame({ kind: 'reconnect', reason, retryMs: 1_834 }));
    expect(state).toMatchObject({ kind: 'waiting', wakeAt: 101_834, notBefore: 101_834 });
    expect(state.memory.failures.sse.total).toBe(0);
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

  it('error asks for a fresh token even if the farewell after it is lost', () => {
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
  it('beyond two heartbeats is a dead connection, and every byte ends it', () => {
    const heard = play(stateOf('open'), { now: 120_000, signal: { type: 'heard' } });
    expect(heard.state).toMatchObject({ kind: 'open', wakeAt: 150_000 });
    const { state } = play(heard.state, { now: 150_000, signal: timer });
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
  it('poll lets go of a stream and polls on its cursor', () => {
    const { state, actions } = play(stateOf('open'), {
      now: 100_000,
      signal: { type: 'choose', choice: 'poll' },
    });
    expect(state).toMatchObject({ kind: 'polling', memory: { cursor: 'k3f9.41', choice: 'poll' } });
    expect(actions.map(({ type }) => type)).toEqual(['abort', 'poll']);
  });

  it.each(['sse', 'auto'] as const)('%s lets go of a forced poll and streams', choice => {
    const { state } = play(stateOf('polling', { choice: 'poll' }), {
      now: 100_000,
      signal: { type: 'choose', choice },
    });
    expect(state).toMatchObject({ kind: 'connecting', memory: { cursor: 'k3f9.41' } });
  });

  it('chosen again changes nothing', () => {
    const before = stateOf('polling', { fallback: { probeAt: 1, probes: 3 } });
    const { state } = play(before, { now: 0, signal: { type: 'choose', choice: 'auto' } });
    expect(state).toBe(before);
  });
});
