import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { liveSelection } from '../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../core/clock.ts';
import { createConnectAttempts } from '../../core/limit/connect-attempts.ts';
import type { ConnectRefusalPorts } from '../../core/limit/connect-refusal.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { Audiences } from '../../core/stream/audience.ts';
import { Heart } from '../../core/stream/heart.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import type { ServePorts } from '../../core/stream/serve-stream.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { createAddressLeases } from '../adapters/connections/address-leases.ts';
import { createLiveStreamLeases } from '../adapters/connections/live-stream-leases.ts';
import { createPostNotice } from '../adapters/connections/mailboxes.ts';
import { createPublicStreamLeases } from '../adapters/connections/public-stream-leases.ts';
import { createStreamLeases } from '../adapters/connections/stream-leases.ts';
import { createRevocations } from '../adapters/identity/revocations-table.ts';
import { createDrains } from '../adapters/limits/drains.ts';
import { createRequestRates } from '../adapters/limits/request-rates.ts';
import { createEventLogTable } from '../adapters/log/event-log-table.ts';
import type { Config } from './config.ts';
import { streamReports } from './stream-reports.ts';

/** What the process has besides. */
interface ReaderParts extends Pick<ServePorts, 'statistics' | 'streams'> {
  readonly client: DynamoDBDocumentClient;
  readonly logger: Logger;
}

/** A revocation ends an open stream within this time. */
const leaseCheckMs = 5_000;

/** What all readers of the process share, made once at module scope. */
export function createReaderPorts(
  config: Config,
  { client, logger, statistics, streams }: ReaderParts,
): ServePorts & ConnectRefusalPorts {
  const limits = { client, tableName: config.limitsTableName, now: systemClock };
  const store = createEventLogTable(client, config.eventLogTableName);
  const logOf = (channel: ChannelName): LogReader =>
    new LogReader({ store, channel, clock: systemClock });
  const log = logOf(config.channel === 'live' ? liveSelection([]).log : config.channel);
  const rates = createRequestRates(client, config.limitsTableName, systemClock, error =>
    logger.warn('connect attempt could not be counted', { error }),
  );
  const postNotice = createPostNotice({
    ...limits,
    onUnposted: (notice, error) => logger.warn('notice post failed', { ...notice, error }),
  });
  const tail = new LogTail(
    log,
    error => logger.warn('event log read failed', { error }),
    config.tailPollMs,
  );
  return {
    reports: streamReports(logger),
    lifetimeMs: config.streamLifetimeSeconds * 1_000,
    attempts: createConnectAttempts(rates, config.attemptsPerAddress),
    drains: createDrains(client, config.limitsTableName, systemClock, error =>
      logger.warn('drain state could not be read', { error }),
    ),
    log,
    logOf,
    audiences: new Audiences(tail, { statistics, now: systemClock }),
    heart: new Heart(systemTimers),
    streams,
    statistics,
    leaseCheckMs,
    revocations: createRevocations(client, config),
    leases: createStreamLeases(client, config.connectionsTableName, config, postNotice),
    addresses: createAddressLeases({ ...limits, cap: config.connectionsPerAddress }),
    publicStreams: createPublicStreamLeases({ ...limits, ...config }),
    liveStreams: createLiveStreamLeases({ ...limits, ...config }),
  };
}
