import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { failureCategory } from '../../core/error/failure-category.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { problem } from '../../core/wire/problem.ts';
import { createAccounts } from '../adapters/accounts.ts';
import { createAddressSlots } from '../adapters/address-slots.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createEventLogTable } from '../adapters/event-log-table.ts';
import { createLogger } from '../adapters/logger.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createStreamLeases } from '../adapters/stream-leases.ts';
import { createCredentialKeys } from '../adapters/token-key.ts';
import { refusedStream } from './account-stream.ts';
import { admit, type Refusal } from './admit.ts';
import { readConfig } from './config.ts';
import { serveStream } from './serve-stream.ts';
import { StreamResponse } from './stream-response.ts';

/** Nobody waits for it: the stream has ended by then. */
const accountsBoundMs = 3_000;
const flushEveryMs = 10_000;

const config = readConfig();
const logger = createLogger('channel-stream');
logger.appendKeys({ channel: config.channel });
const client = createDocumentClient();
const accounts = createAccounts(config, { client, logger, boundMs: accountsBoundMs });
const { audit, statistics } = accounts;
const keys = createCredentialKeys(config);
const revocations = createRevocations(client, config.revocationsTableName);
const leases = createStreamLeases(client, config.connectionsTableName);
const addresses = createAddressSlots({
  client,
  tableName: config.limitsTableName,
  cap: config.connectionsPerAddress,
  now: systemClock,
});
const log = new LogReader({
  store: createEventLogTable(client, config.eventLogTableName),
  channel: config.channel,
  clock: systemClock,
});
const tail = new LogTail(log, error => logger.warn('the log could not be read', { error }));

/** One reader of one channel: refused with a problem, or served until its stream's planned end. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, context: Context) => {
    const response = new StreamResponse(responseStream);
    const flushing = setInterval(() => void statistics.flush(), flushEveryMs);
    statistics.request(config.channel);
    logger.appendKeys({ correlationId: context.awsRequestId });
    try {
      const admission = await admit(event, config, keys, systemClock());
      if (admission.kind === 'refused') return refuse(response, admission, { event, context });
      const refusal = await serveStream(response, admission, {
        event,
        context,
        config,
        log,
        tail,
        addresses,
        leases,
        revocations,
        statistics,
        logger,
      });
      if (refusal === undefined) return;
      refuse(response, { problem: refusal, identity: admission.identity }, { event, context });
    } catch (error) {
      const category = failureCategory(error);
      statistics.error(config.channel, category);
      logger.error('the stream failed', { error, category });
      response.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
    } finally {
      clearInterval(flushing);
      await accounts.settled();
    }
  },
);

function refuse(
  response: StreamResponse,
  refusal: Pick<Refusal, 'problem' | 'identity'>,
  request: Parameters<typeof refusedStream>[1],
): void {
  const { status, code, category } = refusal.problem;
  logger.info('refused', { status, code, category });
  response.refuse(refusal.problem);
  statistics.error(config.channel, category);
  const entry = refusedStream(refusal, request, config.channel, systemClock());
  if (entry !== undefined) audit.record(entry);
}
