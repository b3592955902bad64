import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import { LogTail } from '../../core/stream/log-tail.ts';
import { type Problem, problem } from '../../core/wire/problem.ts';
import { createAddressSlots } from '../adapters/address-slots.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createEventLogTable } from '../adapters/event-log-table.ts';
import { createLogger } from '../adapters/logger.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createStreamLeases } from '../adapters/stream-leases.ts';
import { createCredentialKeys } from '../adapters/token-key.ts';
import { admit } from './admit.ts';
import { readConfig } from './config.ts';
import { serveStream } from './serve-stream.ts';
import { StreamResponse } from './stream-response.ts';

const config = readConfig();
const logger = createLogger('channel-stream');
logger.appendKeys({ channel: config.channel });
const client = createDocumentClient();
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
    try {
      const admission = await admit(event, config, keys, systemClock());
      if (admission.kind === 'refused') return refuse(response, admission.problem);
      const refusal = await serveStream(response, admission, {
        event,
        context,
        config,
        log,
        tail,
        addresses,
        leases,
        revocations,
        logger,
      });
      if (refusal !== undefined) refuse(response, refusal);
    } catch (error) {
      logger.error('the stream failed', { error });
      response.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
    }
  },
);

function refuse(response: StreamResponse, reason: Problem): void {
  logger.info('refused', { status: reason.status, code: reason.code });
  response.refuse(reason);
}
