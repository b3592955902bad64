import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { type CourierPorts, runCourierTasks } from '../../core/proposal/run-courier-tasks.ts';
import { countedBatch } from '../adapters/changes/counted-batch.ts';
import { createDeliveryPorts } from '../adapters/connections/delivery-ports.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createStartDeadline } from '../adapters/proposals/deadline.ts';
import { createRepairList } from '../adapters/proposals/list-repairs.ts';
import { createProposalLists } from '../adapters/proposals/proposal-lists.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createAudit, createStatistics } from '../adapters/telemetry/telemetry.ts';
import { readConfig } from './config.ts';
import { decodeBatch } from './decode-batch.ts';

/** The next batch of the shard waits for it. */
const auditBoundMs = 1_000;

const config = readConfig();
const logger = createLogger('proposal-courier');
const client = createDocumentClient();
const meter = createMeter(logger);
const statistics = createStatistics(config, { client, logger, meter });
const audit = createAudit(config, { client, logger, boundMs: auditBoundMs });
const ports: CourierPorts = {
  ...createDeliveryPorts(config, { client, statistics, logger }),
  startDeadline: createStartDeadline(config.deadlineStateMachineArn),
  lists: createProposalLists(client, config.proposalsTableName),
  currencies: config.currencies,
  traceSampling: config.traceSampling,
  meter,
  repairList: createRepairList(client, config.proposalsTableName, (error, proposalId) =>
    logger.error('proposal list keys could not be written', { error, proposalId }),
  ),
};

/** A batch of the Proposals or the Connections stream; a throw makes the stream give it again. */
export async function handler(
  batch: DynamoDBStreamEvent,
  { awsRequestId }: Pick<Context, 'awsRequestId'>,
): Promise<void> {
  try {
    await countedBatch(batch, { series: 'proposals', statistics, meter, logger }, async counted =>
      runBatch(counted, awsRequestId),
    );
  } finally {
    await audit.settled();
  }
}

async function runBatch({ Records }: DynamoDBStreamEvent, correlationId: string): Promise<void> {
  const batch = decodeBatch(Records, config, correlationId);
  for (const proposalId of batch.malformed) {
    logger.warn('skipped a malformed proposal', { proposalId });
  }
  for (const entry of batch.auditEntries) audit.record(entry);
  // Repairs are last: whoever is notified now need not find it in a list.
  await runCourierTasks([...batch.deliveries, ...batch.repairs], ports);
  const deliveries = batch.deliveries.length;
  logger.info('delivered proposal messages', { deliveries, records: Records.length });
}
