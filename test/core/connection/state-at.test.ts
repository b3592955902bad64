import { stateAt } from '../../../core/connection/state-at.ts';
import type { ConnectionKind, ConnectionState } from '../../../core/wire/connection-state.ts';

const connectedAtMs = Date.parse('2026-11-21T20:00:00.000Z');

function at(
  kind: ConnectionKind,
  state: ConnectionState,
  times: { seenAfterMs: number; nowAfterMs: number },
  isEnding = false,
): ConnectionState {
  const seenAtMs = connectedAtMs + times.seenAfterMs;
  return stateAt(
    { kind, state, connectedAtMs, seenAtMs, isEnding },
    connectedAtMs + times.nowAfterMs,
  );
}

test.each([
  ['sse', 'connected', 0, 90_000, 'connected'],
  ['sse', 'connected', 0, 90_001, 'stale'],
  ['sse', 'idle', 60_000, 150_000, 'idle'],
  ['sse', 'idle', 60_000, 150_001, 'stale'],
  ['sse', 'connecting', 0, 2_000, 'connecting'],
  ['sse', 'connecting', 0, 90_001, 'stale'],
  ['ws', 'connecting', 0, 3_000, 'connecting'],
  ['ws', 'connecting', 0, 3_001, 'connected'],
  ['ws', 'connected', 10_000, 70_000, 'connected'],
  ['ws', 'connected', 10_000, 70_001, 'idle'],
  ['ws', 'connecting', 0, 60_001, 'idle'],
  ['ws', 'connected', 0, 630_000, 'idle'],
  ['ws', 'connected', 0, 630_001, 'stale'],
] as const)(
  '%s reported %s, seen after %i ms, is after %i ms %s',
  (kind, reported, seen, now, expected) => {
    expect(at(kind, reported, { seenAfterMs: seen, nowAfterMs: now })).toBe(expected);
  },
);

test.each(['connecting', 'connected', 'idle', 'stale'] as const)(
  'a connection that was %s and is asked to end is disconnecting, however long it is silent',
  reported => {
    expect(at('sse', reported, { seenAfterMs: 0, nowAfterMs: 1 }, true)).toBe('disconnecting');
    expect(at('sse', reported, { seenAfterMs: 0, nowAfterMs: 1e6 }, true)).toBe('disconnecting');
  },
);
