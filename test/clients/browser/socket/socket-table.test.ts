import type {
  SocketSignalType,
  SocketStateKind,
} from '../../../../clients/browser/socket/socket-state.ts';
import { wakeAt } from '../../../../clients/browser/socket/socket-state.ts';
import { socketTransition } from '../../../../clients/browser/socket/socket-transition.ts';
import { at, settings, signals, stateOf } from './socket-states.ts';

/**
 * What becomes of each state at each signal, at the time 100,000: the state's kind, its `wakeAt`,
 * and the actions. `same`: the very same object. The type demands every cell.
 */
const expected: Record<SocketStateKind, Record<SocketSignalType, string>> = {
  idle: {
    start: 'connecting 113000 connect',
    stop: 'same',
    request: 'idle 113000',
    timer: 'same',
    online: 'same',
    offline: 'same',
    woke: 'same',
    opened: 'same',
    message: 'same',
    garbled: 'same',
    closed: 'same',
    token: 'same',
    tokenFailed: 'same',
  },
  connecting: {
    start: 'same',
    stop: 'stopped never disconnect giveUp',
    request: 'connecting 110000',
    timer: 'same',
    online: 'same',
    offline: 'offline 113000 disconnect',
    woke: 'same',
    opened: 'open 105000 send missed',
    message: 'same',
    garbled: 'same problem',
    closed: 'waiting 100500 disconnect problem',
    token: 'same',
    tokenFailed: 'same',
  },
  open: {
    start: 'same',
    stop: 'stopped never disconnect giveUp',
    request: 'open 103000 send',
    timer: 'same',
    online: 'open 103000 send',
    offline: 'offline 113000 disconnect',
    woke: 'open 103000 send',
    opened: 'same',
    message: 'open 103000 deliver',
    garbled: 'open 103000 problem',
    closed: 'waiting 100500 disconnect problem',
    token: 'same',
    tokenFailed: 'same',
  },
  waiting: {
    start: 'same',
    stop: 'stopped never disconnect giveUp',
    request: 'waiting 104000',
    timer: 'same',
    online: 'waiting 100500',
    offline: 'offline 113000 disconnect',
    woke: 'waiting 100500',
    opened: 'same',
    message: 'same',
    garbled: 'same',
    closed: 'same',
    token: 'same',
    tokenFailed: 'same',
  },
  offline: {
    start: 'same',
    stop: 'stopped never disconnect giveUp',
    request: 'offline 113000',
    timer: 'same',
    online: 'waiting 100500',
    offline: 'same',
    woke: 'waiting 100500',
    opened: 'same',
    message: 'same',
    garbled: 'same',
    closed: 'same',
    token: 'same',
    tokenFailed: 'same',
  },
  stopped: {
    start: 'connecting 120000 connect',
    stop: 'same',
    request: 'same giveUp',
    timer: 'same',
    online: 'same',
    offline: 'same',
    woke: 'same',
    opened: 'same',
    message: 'same',
    garbled: 'same',
    closed: 'same',
    token: 'same',
    tokenFailed: 'same',
  },
};

const cells = Object.entries(expected).flatMap(([kind, row]) =>
  Object.entries(row).map(([signal, outcome]) => ({
    kind: kind as SocketStateKind,
    signal: signal as SocketSignalType,
    outcome,
  })),
);

test.each(cells)('$kind at $signal: $outcome', ({ kind, signal, outcome }) => {
  const before = stateOf(kind);
  const { state, actions } = socketTransition(before, signals[signal], at(100_000));
  const time = state === before ? [] : [wakeAt(state, settings) ?? 'never'];
  const name = state === before ? 'same' : state.kind;
  expect([name, ...time, ...actions.map(({ type }) => type)].join(' ')).toBe(outcome);
});

test.each(cells)('$kind at $signal of an older attempt: nothing', ({ kind, signal }) => {
  if (!('attempt' in signals[signal])) return;
  const before = stateOf(kind);
  const old = { ...signals[signal], attempt: 6 };
  expect(socketTransition(before, old, at(100_000))).toEqual({ state: before, actions: [] });
});

test.each(cells)('$kind at $signal leaves the state before as it was', ({ kind, signal }) => {
  const before = stateOf(kind);
  socketTransition(before, signals[signal], at(100_000));
  expect(before).toEqual(stateOf(kind));
});
