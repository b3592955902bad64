import * as z from 'zod';
import { servedChannel } from '../../core/channel/channels.ts';
import type { StreamsByRole } from '../../core/lease/stream-slots.ts';
import { type ChannelName, channelNames } from '../../core/wire/event.ts';
import {
  type RevocationEnvironment,
  revocationConfigOf,
  revocationVariables,
} from '../adapters/identity/revocation-environment.ts';
import type { RevocationTables } from '../adapters/identity/revocations-table.ts';
import {
  type CredentialConfig,
  type CredentialEnvironment,
  credentialConfigOf,
} from '../adapters/identity/token-environment.ts';
import {
  commaSeparated,
  credentialVariables,
  positiveInteger,
  readEnvironment,
  text,
  wholeNumber,
} from '../adapters/runtime/read-environment.ts';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment
  extends CredentialEnvironment,
    AccountsEnvironment,
    RevocationEnvironment {
  /** The one channel this function serves. */
  readonly CHANNEL: string;
  readonly EVENT_LOG_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly LIMITS_TABLE_NAME: string;
  /** Connections that one address may have open. */
  readonly CONNECTIONS_PER_ADDRESS: string;
  /** Attempts to connect that one address may make in a minute. */
  readonly ATTEMPTS_PER_ADDRESS: string;
  /** Streams that a user may have open, by its role. */
  readonly STREAMS_PER_STAFF: string;
  readonly STREAMS_PER_USER: string;
  /** Streams of everyone who is not staff, together; 0: they poll. */
  readonly PUBLIC_STREAMS: string;
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
  /** A stream ends itself after about this long (jitter ±10 %). */
  readonly STREAM_LIFETIME_SECONDS: string;
}

const environmentSchema = z.object({
  ...credentialVariables,
  ...accountsVariables,
  ...revocationVariables,
  CHANNEL: z.enum(channelNames).refine(name => servedChannel(name), 'expected a served channel'),
  EVENT_LOG_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
  CONNECTIONS_PER_ADDRESS: positiveInteger,
  ATTEMPTS_PER_ADDRESS: positiveInteger,
  STREAMS_PER_STAFF: positiveInteger,
  STREAMS_PER_USER: positiveInteger,
  PUBLIC_STREAMS: wholeNumber,
  ALLOWED_ORIGINS: commaSeparated,
  STREAM_LIFETIME_SECONDS: positiveInteger,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends CredentialConfig, AccountsConfig, RevocationTables, StreamsByRole {
  readonly channel: ChannelName;
  readonly eventLogTableName: string;
  readonly connectionsTableName: string;
  readonly limitsTableName: string;
  readonly connectionsPerAddress: number;
  readonly attemptsPerAddress: number;
  readonly publicStreams: number;
  readonly allowedOrigins: readonly string[];
  readonly streamLifetimeMs: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    channel: environment.CHANNEL,
    eventLogTableName: environment.EVENT_LOG_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    connectionsPerAddress: environment.CONNECTIONS_PER_ADDRESS,
    attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS,
    streamsPerStaff: environment.STREAMS_PER_STAFF,
    streamsPerUser: environment.STREAMS_PER_USER,
    publicStreams: environment.PUBLIC_STREAMS,
    allowedOrigins: environment.ALLOWED_ORIGINS,
    streamLifetimeMs: environment.STREAM_LIFETIME_SECONDS * 1_000,
    ...credentialConfigOf(environment),
    ...accountsConfigOf(environment),
    ...revocationConfigOf(environment),
  };
}
