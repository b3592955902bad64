import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CredentialKeys } from '../../core/auth/authenticate-request.ts';
import { systemClock, systemTimers } from '../../core/clock.ts';
import type { OpenReaders } from '../../core/stream/open-readers.ts';
import { OpenStreams } from '../../core/stream/open-streams.ts';
import { watchMailbox } from '../../core/stream/watch-mailbox.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { createJointGiveBack } from '../adapters/connections/joint-give-back.ts';
import { createMailbox } from '../adapters/connections/mailboxes.ts';
import type { StreamConfig } from '../adapters/streams/stream-environment.ts';
import { createStreamPorts } from '../adapters/streams/stream-ports.ts';
import type { Capacity } from './capacity.ts';
import { StreamServer, type StreamServerOptions } from './stream-server.ts';

/** A stream is notified of its lease's end; a notice that was lost it makes up for so. */
const leaseCheckMs = 60_000;

interface ServerParts extends Pick<StreamServerOptions, 'maxConnections'> {
  readonly client: DynamoDBDocumentClient;
  /** With connections of its own, for what all readers wait for: readers who connect cannot hold it up. */
  readonly ownClient: DynamoDBDocumentClient;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, 'audit' | 'statistics' | 'meter'>;
  readonly keys: CredentialKeys;
  readonly capacity: Pick<Capacity, 'refusal'>;
  readonly readers: OpenReaders;
  /** The name of the process: that of its mailbox, which each of its leases has. */
  readonly processId: string;
}

/** The server of a process, with a mailbox of its own; made once. */
export function createStreamServer(
  config: StreamConfig,
  { client, ownClient, logger, telemetry, readers, keys, processId, ...bounds }: ServerParts,
): StreamServer {
  const streams = new OpenStreams();
  const mailbox = createMailbox(ownClient, config.limitsTableName, processId);
  const { statistics, meter } = telemetry;
  const ports = createStreamPorts(config, {
    ...{ client, logger, statistics, meter, readers, streams, leaseCheckMs },
    mailboxId: mailbox.id,
    // Where it ends, leases and places of all its streams are given back within a second.
    giveBack: createJointGiveBack(client),
    logClient: ownClient,
  });
  watchMailbox({
    mailbox,
    drains: ports.connect.drains,
    streams,
    clock: systemTimers,
    onFailure: error => logger.warn('mailbox read failed', { error }),
  });
  return new StreamServer({
    service: { rules: config, keys, ports, telemetry, logger },
    allowedOrigins: config.allowedOrigins,
    streams,
    ...bounds,
    now: systemClock,
  });
}
