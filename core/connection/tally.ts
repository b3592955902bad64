import {
  type ConnectionKind,
  type ConnectionState,
  connectionStates,
} from '../wire/connection-state.ts';
import type { Connection } from './connection.ts';

/** How many connections there are, by kind and by state, and since when the oldest one is open. */
export interface ConnectionTally {
  readonly byKind: Readonly<Record<ConnectionKind, number>>;
  readonly byState: Readonly<Record<ConnectionState, number>>;
  readonly oldest?: Connection;
}

export function tallyOf(connections: readonly Connection[]): ConnectionTally {
  const ofKind = (kind: ConnectionKind) => connections.filter(each => each.kind === kind).length;
  const byState = connectionStates.map(
    state => [state, connections.filter(each => each.state === state).length] as const,
  );
  const [oldest] = connections.toSorted((a, b) => a.connectedAtMs - b.connectedAtMs);
  return {
    byKind: { sse: ofKind('sse'), ws: ofKind('ws') },
    byState: Object.fromEntries(byState) as Record<ConnectionState, number>,
    ...(oldest === undefined ? {} : { oldest }),
  };
}
