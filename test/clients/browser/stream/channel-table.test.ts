import type {
  ChannelSignalType,
  ChannelStateKind,
} from '../../../../clients/browser/stream/channel-state.ts';
import { channelTransition } from '../../../../clients/browser/stream/channel-transition.ts';
import { at, signals, stateOf } from './channel-states.ts';

/**
 * What becomes of each state at each signal, at the time 100,000: the state's kind, its `wakeAt`,
 * and the actions. `same`: the very same object. The type demands every cell.
 */
const expected: Record<ChannelStateKind, Record<ChannelSignalType | 'full', string>> = {
  idle: {
    start: 'connecting 120000 openStream',
    stop: 'same',
    choose: 'idle',
    renew: 'idle',
    timer: 'same',
    online: 'same',
    offline: 'same',
    woke: 'same',
    answered: 'same',
    bytes: 'same',
    retry: 'same',
    frame: 'same',
    page: 'same',
    failed: 'same',
    refused: 'same',
    full: 'same',
  },
  connecting: {
    start: 'same',
    stop: 'stopped abort',
    choose: 'polling 140000 abort poll',
    renew: 'connecting 120000 abort openStream',
    timer: 'waiting 102500 abort problem',
    online: 'same',
    offline: 'offline 130000 abort',
    woke: 'same',
    answered: 'connecting 105000',
    bytes: 'same',
    retry: 'connecting 110000',
    frame: 'open 120000 deliver',
    page: 'same',
    failed: 'waiting 102500 abort problem',
    refused: 'waiting 102500 abort problem',
    full: 'polling 120000 abort problem poll',
  },
  open: {
    start: 'same',
    stop: 'stopped abort',
    choose: 'polling 140000 abort poll',
    renew: 'connecting 120000 abort openStream',
    timer: 'waiting 102500 abort problem',
    online: 'same',
    offline: 'offline 130000 abort',
    woke: 'same',
    answered: 'same',
    bytes: 'open 130000',
    retry: 'open 125000',
    frame: 'open 130000 deliver',
    page: 'same',
    failed: 'waiting 102500 abort problem',
    refused: 'waiting 102500 abort problem',
    full: 'polling 120000 abort problem poll',
  },
  polling: {
    start: 'same',
    stop: 'stopped abort',
    choose: 'polling 130000',
    renew: 'connecting 120000 abort openStream',
    timer: 'waiting 100500 abort problem',
    online: 'same',
    offline: 'offline 130000 abort',
    woke: 'same',
    answered: 'same',
    bytes: 'same',
    retry: 'polling 130000',
    frame: 'polling 130000 deliver',
    page: 'waiting 101000',
    failed: 'waiting 100500 abort problem',
    refused: 'waiting 102500 abort problem',
    full: 'waiting 130500 abort problem',
  },
  waiting: {
    start: 'same',
    stop: 'stopped abort',
    choose: 'waiting 101000',
    renew: 'waiting 101000',
    timer: 'connecting 120000 openStream',
    online: 'waiting 101000',
    offline: 'offline 130000 abort',
    woke: 'waiting 101000',
    answered: 'same',
    bytes: 'same',
    retry: 'same',
    frame: 'same',
    page: 'same',
    failed: 'same',
    refused: 'same',
    full: 'same',
  },
  offline: {
    start: 'same',
    stop: 'stopped abort',
    choose: 'offline 130000',
    renew: 'offline 130000',
    timer: 'connecting 120000 openStream',
    online: 'waiting 100500',
    offline: 'same',
    woke: 'waiting 100500',
    answered: 'same',
    bytes: 'same',
    retry: 'same',
    frame: 'same',
    page: 'same',
    failed: 'same',
    refused: 'same',
    full: 'same',
  },
  stopped: {
    start: 'connecting 120000 openStream',
    stop: 'same',
    choose: 'stopped',
    renew: 'stopped',
    timer: 'same',
    online: 'same',
    offline: 'same',
    woke: 'same',
    answered: 'same',
    bytes: 'same',
    retry: 'same',
    frame: 'same',
    page: 'same',
    failed: 'same',
    refused: 'same',
    full: 'same',
  },
};

const cells = Object.entries(expected).flatMap(([kind, row]) =>
  Object.entries(row).map(([signal, outcome]) => ({
    kind: kind as ChannelStateKind,
    signal: signal as ChannelSignalType | 'full',
    outcome,
  })),
);

test.each(cells)('$kind at $signal: $outcome', ({ kind, signal, outcome }) => {
  const before = stateOf(kind);
  const { state, actions } = channelTransition(before, signals[signal], at(100_000));
  const time = 'wakeAt' in state && state !== before ? [state.wakeAt] : [];
  const name = state === before ? 'same' : state.kind;
  expect([name, ...time, ...actions.map(({ type }) => type)].join(' ')).toBe(outcome);
});

test.each(cells)('$kind at $signal of an older attempt: nothing', ({ kind, signal }) => {
  if (!('attempt' in signals[signal])) return;
  const before = stateOf(kind);
  const old = { ...signals[signal], attempt: 6 };
  expect(channelTransition(before, old, at(100_000))).toEqual({ state: before, actions: [] });
});

test.each(cells)('$kind at $signal leaves the state before as it was', ({ kind, signal }) => {
  const before = stateOf(kind);
  channelTransition(before, signals[signal], at(100_000));
  expect(before).toEqual(stateOf(kind));
});
