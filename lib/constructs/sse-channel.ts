import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/channel-stream/config.ts';
import { crossOrigin } from './cross-origin.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { allowStreams, type StreamProps, streamEnvironment } from './stream-access.ts';

/** One channel, or several at once, and what its streams need. */
export interface SseChannelProps extends StreamProps {
  /** The channel's name in core, such as `fights`; or `live`: several channels at once. */
  readonly channel: Environment['CHANNEL'];
  /** Streams of everyone who is not staff, over all channels together. */
  readonly publicStreams: number;
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
    const stream = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'channel-stream',
      title: id,
      description: `Streams ${props.channel === 'live' ? 'several channels at once' : `the channel ${props.channel}`} as Server-Sent Events`,
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...streamEnvironment(props),
        CHANNEL: props.channel,
        PUBLIC_STREAMS: String(props.publicStreams),
        LIVE_STREAMS: String(props.liveStreams),
      },
      // Paid for as long as a reader stays, so small; docs/decisions/0012 says why not smaller.
      memorySizeMb: 256,
      timeoutSeconds: timeoutFor(props.streamLifetimeSeconds),
      reservedConcurrency: props.reservedConcurrency,
    });
    allowStreams(props, stream);

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
