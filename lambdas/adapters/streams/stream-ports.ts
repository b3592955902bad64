import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { liveSelection } from '../../../core/channel/selection.ts';
import { systemClock, systemTimers } from '../../../core/clock.ts';
import type { StreamSlots } from '../../../core/connection/claim-leases.ts';
import { createConnectAttempts } from '../../../core/limit/connect-attempts.ts';
import type { ConnectRefusalPorts } from '../../../core/limit/connect-refusal.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { Audiences } from '../../../core/stream/audience.ts';
import { Heart } from '../../../core/stream/heart.ts';
import { LogTail } from '../../../core/stream/log-tail.ts';
import type { ServePorts } from '../../../core/stream/serve-stream.ts';
import type { ChannelName, StreamName } from '../../../core/wire/event.ts';
import { createAddressLeases } from '../connections/address-leases.ts';
import { createGiveBack, type GiveBack } from '../connections/give-back.ts';
import { createPostNotice } from '../connections/mailboxes.ts';
import { createStreamLeases } from '../connections/stream-leases.ts';
import { createRevocations } from '../identity/revocations-table.ts';
import { createDrains } from '../limits/drains.ts';
import { createRequestRates } from '../limits/request-rates.ts';
import { createEventLogTable } from '../log/event-log-table.ts';
import { createHopLog } from '../telemetry/hop-log.ts';
import type { StreamConfig } from './stream-environment.ts';
import { streamReports } from './stream-reports.ts';

/** What a process has besides, and how its host serves streams. */
interface StreamParts
  extends Pick<ServePorts, 'statistics' | 'readers' | 'streams' | 'leaseCheckMs' | 'mailboxId'> {
  readonly meter: Pick<Meter, 'count' | 'measure'>;
  readonly client: DynamoDBDocumentClient;
  readonly logger: Logger;
  /** @default - none: the host has room by its own measure */
  readonly slots?: StreamSlots;
  /** Of leases and places. @default - each by a request of its own */
  readonly giveBack?: GiveBack;
  /** What logs are read by, where it is not to wait behind readers who connect. @default - `client` */
  readonly logClient?: DynamoDBDocumentClient;
}

/** What all readers of a process share, and what those of one stream do. */
export interface StreamPorts {
  readonly connect: ConnectRefusalPorts;
  /** What streams of that name are served with; made when it is first wanted. */
  of(name: StreamName): ServePorts;
}

/** Made once at module scope. */
export function createStreamPorts(
  config: StreamConfig,
  { client, logger, statistics, meter, mailboxId, slots, ...parts }: StreamParts,
): StreamPorts {
  const { giveBack = createGiveBack(client), logClient = client } = parts;
  const { readers, streams, leaseCheckMs } = parts;
  const { connectionsTableName, limitsTableName, tailPollMs } = config;
  const limits = { client, tableName: limitsTableName, now: systemClock };
  const store = createEventLogTable(logClient, config.eventLogTableName);
  const logOf = (channel: ChannelName): LogReader =>
    new LogReader({ store, channel, clock: systemClock });
  const rates = createRequestRates(client, limitsTableName, systemClock, error =>
    logger.warn('connect attempt could not be counted', { error }),
  );
  const connect = {
    attempts: createConnectAttempts(rates, config.attemptsPerAddress),
    drains: createDrains(client, limitsTableName, systemClock, error =>
      logger.warn('drain state could not be read', { error }),
    ),
  };
  const postNotice = createPostNotice({
    ...limits,
    onUnposted: (notice, error) => logger.warn('notice post failed', { ...notice, error }),
  });
  const logHop = createHopLog(logger);
  const followers = (channel: ChannelName): Pick<ServePorts, 'log' | 'audiences'> => {
    const log = logOf(channel);
    const tail = new LogTail(
      log,
      error => logger.warn('event log read failed', { channel, error }),
      tailPollMs,
    );
    return { log, audiences: new Audiences(tail, { statistics, meter, logHop, now: systemClock }) };
  };
  const ports = {
    ...connect,
    reports: streamReports(logger),
    lifetimeMs: config.streamLifetimeSeconds * 1_000,
    logOf,
    heart: new Heart(systemTimers),
    streams,
    statistics,
    meter,
    readers,
    leaseCheckMs,
    revocations: createRevocations(client, config),
    leases: createStreamLeases(client, connectionsTableName, config, postNotice, giveBack),
    addresses: createAddressLeases({ ...limits, cap: config.connectionsPerAddress, giveBack }),
    ...(mailboxId === undefined ? {} : { mailboxId }),
    ...(slots === undefined ? {} : { slots }),
  };
  const byLog = new Map<ChannelName, ServePorts>();
  return {
    connect,
    of: name => {
      const channel = name === 'live' ? liveSelection([]).log : name;
      const known = byLog.get(channel) ?? { ...ports, ...followers(channel) };
      byLog.set(channel, known);
      return known;
    },
  };
}
