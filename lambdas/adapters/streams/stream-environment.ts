import { revocationVariables } from '../identity/revocation-environment.ts';
import { credentialVariables } from '../identity/token-environment.ts';
import {
  type ConfigOf,
  commaSeparated,
  positiveInteger,
  text,
} from '../runtime/read-environment.ts';
import { telemetryVariables } from '../telemetry/telemetry.ts';

/** What every function that serves streams must be given. */
export const streamVariables = {
  ...credentialVariables,
  ...telemetryVariables,
  ...revocationVariables,
  EVENT_LOG_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
  /** How many connections one address may have open, streams and sockets together. */
  CONNECTIONS_PER_ADDRESS: positiveInteger,
  /** Attempts to connect that one address may make in a minute. */
  ATTEMPTS_PER_ADDRESS: positiveInteger,
  /** Streams that an admin or operator may have open. */
  STREAMS_PER_STAFF: positiveInteger,
  /** Streams that any other user may have open. */
  STREAMS_PER_USER: positiveInteger,
  /** The longest pause between two reads of a log in which nothing happens, in milliseconds. */
  TAIL_POLL_MS: positiveInteger,
  /** Comma-separated; empty: no browser of another origin. */
  ALLOWED_ORIGINS: commaSeparated,
  /** A stream ends itself after about this long (jitter ±10 %). */
  STREAM_LIFETIME_SECONDS: positiveInteger,
};

export type StreamConfig = ConfigOf<typeof streamVariables>;
