import type { ConnectionKind, ConnectionState } from '../wire/connection-state.ts';
import { nextState } from './transition.ts';

/** After so long with nothing delivered or received a connection is idle. */
export const idleAfterMs = 60_000;

/** A stream's lease gets a heartbeat at least this often. */
export const seenEveryMs = 60_000;

/**
 * Silent for longer, its holder is taken for gone. A stream's function reports every minute. A socket's
 * row is written when its bettor sends a message, and API Gateway closes it after ten silent minutes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const staleAfterMs: Readonly<Record<ConnectionKind, number>> = {
  sse: 90_000,
  ws: 630_000,
};

/** A socket that has said nothing yet is taken to be through its handshake after this long. */
const handshakeMs = 3_000;

/** What a lease holds of its connection. Times are milliseconds since the Unix epoch. */
export interface ReportedState {
  readonly kind: ConnectionKind;
  /** As its holder reported it last. */
  readonly state: ConnectionState;
  readonly connectedAtMs: number;
  /** When its holder last reported. */
  readonly seenAtMs: number;
  /** Whether someone asked it to end. */
  readonly isEnding: boolean;
}

/** The state now. Nobody writes a lease only because time passes, so what passed is added here. */
export function stateAt(reported: ReportedState, nowMs: number): ConnectionState {
  if (reported.isEnding) return nextState(reported.state, 'ending');
  const silentMs = nowMs - reported.seenAtMs;
  if (silentMs > staleAfterMs[reported.kind]) return nextState(reported.state, 'unseen');
  if (reported.kind === 'sse') return reported.state;
  const opened =
    reported.state === 'connecting' && nowMs - reported.connectedAtMs > handshakeMs
      ? nextState(reported.state, 'opened')
      : reported.state;
  return silentMs > idleAfterMs ? nextState(opened, 'quiet') : opened;
}
