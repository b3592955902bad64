import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { createAddressSlots } from '../adapters/address-slots.ts';
import { createEventLogTable } from '../adapters/event-log-table.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createStreamLeases } from '../adapters/stream-leases.ts';
import type { Config } from './config.ts';
import type { ServeContext } from './serve-stream.ts';

/** What all readers of the process share, made once at module scope. */
export function createReaderPorts(
  config: Config,
  { client, logger }: { readonly client: DynamoDBDocumentClient; readonly logger: Logger },
): Pick<ServeContext, 'addresses' | 'leases' | 'log' | 'revocations' | 'tail'> {
  const log = new LogReader({
    store: createEventLogTable(client, config.eventLogTableName),
    channel: config.channel,
    clock: systemClock,
  });
  return {
    log,
    tail: new LogTail(log, error => logger.warn('the log could not be read', { error })),
    revocations: createRevocations(client, config),
    leases: createStreamLeases(client, config.connectionsTableName),
    addresses: createAddressSlots({
      client,
      tableName: config.limitsTableName,
      cap: config.connectionsPerAddress,
      now: systemClock,
    }),
  };
}
