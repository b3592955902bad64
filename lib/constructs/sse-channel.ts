import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/channel-stream/config.ts';
import { crossOrigin } from './cross-origin.ts';
import type { DomainTables } from './domain-tables.ts';
import type { OwnTables } from './own-tables.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { allowRevocationCheck, revocationEnvironment } from './revocation-check.ts';
import { allowTelemetry, telemetryEnvironment } from './telemetry.ts';
import type { TokenAuthority } from './token-authority.ts';

/** One channel, or several at once, and what its streams need. */
export interface SseChannelProps {
  readonly bundlesDirectory: string;
  /** The channel's name in core, such as `fights`; or `live`: several channels at once. */
  readonly channel: Environment['CHANNEL'];
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
  /** Streams of everyone who is not staff, over all channels together. */
  readonly publicStreams: number;
  /** The longest pause between two reads of a quiet log, in milliseconds. */
  readonly tailPollMs: number;
  /** Streams of several channels, of everyone together. */
  readonly liveStreams: number;
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** A stream lives up to this much longer, so that readers do not come back all at once. */
const lifetimeJitterPercent = 10;

/** For the start before the stream and the farewell after it; the hard cut must never come first. */
const timeoutMarginSeconds = 30;

/** The Server-Sent Events of one channel, or of several: a function and its streaming URL. */
export class SseChannel extends Construct {
  /** Ends in a slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SseChannelProps) {
    super(scope, id);
    const { ownTables, tokenAuthority } = props;
    const stream = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'channel-stream',
      description: `Streams ${props.channel === 'live' ? 'several channels at once' : `the channel ${props.channel}`} as Server-Sent Events`,
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...tokenAuthority.credentialEnvironment,
        ...telemetryEnvironment(props),
        ...revocationEnvironment(props),
        CHANNEL: props.channel,
        EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
        CONNECTIONS_TABLE_NAME: ownTables.connections.tableName,
        LIMITS_TABLE_NAME: ownTables.limits.tableName,
        CONNECTIONS_PER_ADDRESS: String(props.connectionsPerAddress),
        ATTEMPTS_PER_ADDRESS: String(props.attemptsPerAddress),
        STREAMS_PER_STAFF: String(props.streamsPerStaff),
        STREAMS_PER_USER: String(props.streamsPerUser),
        PUBLIC_STREAMS: String(props.publicStreams),
        TAIL_POLL_MS: String(props.tailPollMs),
        LIVE_STREAMS: String(props.liveStreams),
        ALLOWED_ORIGINS: props.allowedOrigins.join(','),
        STREAM_LIFETIME_SECONDS: String(props.streamLifetimeSeconds),
      },
      // Paid for as long as a reader stays, so small; docs/decisions/0012 says why not smaller.
      memorySizeMb: 256,
      timeoutSeconds: timeoutFor(props.streamLifetimeSeconds),
      reservedConcurrency: props.reservedConcurrency,
    });
    ownTables.eventLog.allow(stream, 'Query');
    ownTables.connections.allow(stream, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    // Slots, attempts to connect, whether it drains, and notices to processes that serve many streams.
    ownTables.limits.allow(stream, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowRevocationCheck(props, stream);
    tokenAuthority.allowCredentials(stream);
    allowTelemetry(ownTables, stream);

    this.url = stream.addFunctionUrl({
      // The function checks the token itself: a browser's EventSource cannot sign with IAM.
      authType: FunctionUrlAuthType.NONE,
      invokeMode: InvokeMode.RESPONSE_STREAM,
      cors: crossOrigin(props.allowedOrigins, {
        methods: [HttpMethod.GET],
        headers: ['authorization', 'last-event-id', 'cache-control'],
        // A refused reader must learn when to come back.
        exposed: ['retry-after'],
      }),
    }).url;
  }
}

function timeoutFor(streamLifetimeSeconds: number): number {
  const longestSeconds = (streamLifetimeSeconds * (100 + lifetimeJitterPercent)) / 100;
  return Math.ceil(longestSeconds) + timeoutMarginSeconds;
}
