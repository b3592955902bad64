import * as z from 'zod';
import { servedChannel } from '../../core/channel/channels.ts';
import { streamNames } from '../../core/wire/event.ts';
import { revocationVariables } from '../adapters/identity/revocation-environment.ts';
import { credentialVariables } from '../adapters/identity/token-environment.ts';
import {
  type ConfigOf,
  commaSeparated,
  type EnvironmentOf,
  positiveInteger,
  readEnvironment,
  text,
  wholeNumber,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...credentialVariables,
  ...telemetryVariables,
  ...revocationVariables,
  /** The one channel this function serves, or `live`: several at once. */
  CHANNEL: z
    .enum(streamNames)
    .refine(name => name === 'live' || servedChannel(name), 'expected a served channel'),
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
  /** Streams of everyone who is not staff, together; 0: they poll. */
  PUBLIC_STREAMS: wholeNumber,
  /** The longest pause between two reads of a log in which nothing happens, in milliseconds. */
  TAIL_POLL_MS: positiveInteger,
  /** Streams of several channels, of everyone together; 0: their readers poll. */
  LIVE_STREAMS: wholeNumber,
  /** Comma-separated; empty: no browser of another origin. */
  ALLOWED_ORIGINS: commaSeparated,
  /** A stream ends itself after about this long (jitter ±10 %). */
  STREAM_LIFETIME_SECONDS: positiveInteger,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}
