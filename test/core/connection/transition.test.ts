import { type ConnectionEvent, canHappen, nextState } from '../../../core/connection/transition.ts';
import { type ConnectionState, connectionStates } from '../../../core/wire/connection-state.ts';

type Row = Readonly<Record<ConnectionEvent, ConnectionState | 'refused'>>;

/** Every cell, by hand: a new state or event does not compile until it is here. */
const expected: Readonly<Record<ConnectionState, Row>> = {
  connecting: {
    opened: 'connected',
    active: 'connected',
    quiet: 'connecting',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  connected: {
    opened: 'refused',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  idle: {
    opened: 'refused',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  stale: {
    opened: 'connected',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  disconnecting: {
    opened: 'refused',
    active: 'refused',
    quiet: 'refused',
    unseen: 'disconnecting',
    ending: 'disconnecting',
  },
};

const cells = Object.entries(expected).flatMap(([state, row]) =>
  Object.entries(row).map(([event, next]) => ({ state, event, next })),
) as readonly { state: ConnectionState; event: ConnectionEvent; next: string }[];

test.each(cells)(
  'a connection that is $state, and then $event: $next',
  ({ state, event, next }) => {
    expect(canHappen(state, event)).toBe(next !== 'refused');
    expect(nextState(state, event)).toBe(next === 'refused' ? state : next);
  },
);

test('whatever happens, a connection that ends stays so', () => {
  const events = Object.keys(expected.connecting) as ConnectionEvent[];
  for (const state of connectionStates) {
    const ending = nextState(state, 'ending');
    expect(ending).toBe('disconnecting');
    for (const event of events) expect(nextState(ending, event)).toBe('disconnecting');
  }
});
