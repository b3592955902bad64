import type { ConnectionKind, ConnectionState } from '../wire/connection-state.ts';
import { nextState } from './transition.ts';

/** After so long with nothing delivered or received a connection is idle. */
export const idleAfterMs = 60_000;

/** A stream says at least this often that it is there. */
export const seenEveryMs = 60_000;

/**
 * Silent for longer, its holder is taken for gone. A stream's function speaks every minute. A socket
 * speaks when its bettor does, and API Gateway closes it after ten silent minutes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const staleAfterMs: Readonly<Record<ConnectionKind, number>> = {
  sse: 90_000,
  ws: 630_000,
};

/** A socket that has said nothing yet is taken to be through its handshake after this long. */
const handshakeMs = 3_000;

/** What a lease tells of its connection. Times are milliseconds since the Unix epoch. */
export interface ToldState {
  readonly kind: ConnectionKind;
  /** As its holder told it last. */
  readonly state: ConnectionState;
  readonly connectedAtMs: number;
  /** When its holder last said that it is there. */
  readonly seenAtMs: number;
  /** Whether someone asked it to end. */
  readonly isEnding: boolean;
}

/** The state now. Nobody writes a lease only because time passes, so what passed is added here. */
export function stateAt(told: ToldState, nowMs: number): ConnectionState {
  if (told.isEnding) return nextState(told.state, 'ending');
  const silentMs = nowMs - told.seenAtMs;
  if (silentMs > staleAfterMs[told.kind]) return nextState(told.state, 'unseen');
  if (told.kind === 'sse') return told.state;
  const opened =
    told.state === 'connecting' && nowMs - told.connectedAtMs > handshakeMs
      ? nextState(told.state, 'opened')
      : told.state;
  return silentMs > idleAfterMs ? nextState(opened, 'quiet') : opened;
}
