import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Environment } from '../../lambdas/stream-server/config.ts';
import type { DomainTables } from './domain-tables.ts';
import type { OwnTables } from './own-tables.ts';
import { allowRevocationCheck, revocationEnvironment } from './revocation-check.ts';
import { allowTelemetry, telemetryEnvironment } from './telemetry.ts';
import type { TokenAuthority } from './token-authority.ts';

/** What streams need, whatever holds them. */
export interface StreamProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly tokenAuthority: TokenAuthority;
  /** How long an audit entry is kept. */
  readonly auditDays: number;
  /** The web origins whose pages may read the stream. */
  readonly allowedOrigins: readonly string[];
  /** After about how long a stream ends itself. */
  readonly streamLifetimeSeconds: number;
  /** Connections that one address may have open. */
  readonly connectionsPerAddress: number;
  /** Attempts to connect that one address may make in a minute. */
  readonly attemptsPerAddress: number;
  /** Streams that one admin or operator may have open at once. */
  readonly streamsPerStaff: number;
  /** Streams that any other user may have open at once. */
  readonly streamsPerUser: number;
  /** The longest pause between two reads of a quiet log, in milliseconds. */
  readonly tailPollMs: number;
}

/** The variables of whatever serves streams. */
export function streamEnvironment(props: StreamProps): Environment {
  const { ownTables, tokenAuthority } = props;
  return {
    ...tokenAuthority.credentialEnvironment,
    ...telemetryEnvironment(props),
    ...revocationEnvironment(props),
    EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
    CONNECTIONS_TABLE_NAME: ownTables.connections.tableName,
    LIMITS_TABLE_NAME: ownTables.limits.tableName,
    CONNECTIONS_PER_ADDRESS: String(props.connectionsPerAddress),
    ATTEMPTS_PER_ADDRESS: String(props.attemptsPerAddress),
    STREAMS_PER_STAFF: String(props.streamsPerStaff),
    STREAMS_PER_USER: String(props.streamsPerUser),
    TAIL_POLL_MS: String(props.tailPollMs),
    ALLOWED_ORIGINS: props.allowedOrigins.join(','),
    STREAM_LIFETIME_SECONDS: String(props.streamLifetimeSeconds),
  };
}

/** Allows it to read logs, to enter and end leases, and to know who may. */
export function allowStreams(props: StreamProps, grantee: IGrantable): void {
  const { ownTables, tokenAuthority } = props;
  ownTables.eventLog.allow(grantee, 'Query');
  ownTables.connections.allow(grantee, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  // Slots, attempts to connect, whether it drains, and notices to processes that serve many streams.
  ownTables.limits.allow(grantee, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  allowRevocationCheck(props, grantee);
  tokenAuthority.allowCredentials(grantee);
  allowTelemetry(ownTables, grantee);
}
