import type { ConnectionState } from '../wire/connection-state.ts';

/** What happens to a connection, as far as its state depends on it. */
export type ConnectionEvent =
  /** It is through: its first frame was sent, or its handshake is answered. */
  | 'opened'
  /** Something was delivered on it, or received from it. */
  | 'active'
  /** Its holder is there, and has had nothing to deliver or receive for a while. */
  | 'quiet'
  /** Its holder has not said for too long that it is there. */
  | 'unseen'
  /** It was asked to end, or ends itself. */
  | 'ending';

/** Every state and every event. What cannot happen to a connection in a state leaves it there. */
const transitions: Readonly<
  Record<ConnectionState, Readonly<Record<ConnectionEvent, ConnectionState>>>
> = {
  connecting: {
    opened: 'connected',
    active: 'connected',
    quiet: 'connecting',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  connected: {
    opened: 'connected',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  idle: {
    opened: 'idle',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  // It comes back when its holder was only slow to say so.
  stale: {
    opened: 'connected',
    active: 'connected',
    quiet: 'idle',
    unseen: 'stale',
    ending: 'disconnecting',
  },
  // Whatever comes now, it ends.
  disconnecting: {
    opened: 'disconnecting',
    active: 'disconnecting',
    quiet: 'disconnecting',
    unseen: 'disconnecting',
    ending: 'disconnecting',
  },
};

/** The state after the event. */
export function nextState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  return transitions[state][event];
}
