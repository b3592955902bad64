import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { countedBatch } from '../adapters/changes/counted-batch.ts';
import { createDeliveryPorts } from '../adapters/connections/delivery-ports.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createStartDeadline } from '../adapters/proposals/deadline.ts';
import { createRepairList } from '../adapters/proposals/list-repairs.ts';
import { createProposalLists } from '../adapters/proposals/proposal-lists.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createAudit, createStatistics } from '../adapters/telemetry/telemetry.ts';
import { auditedProposal } from './audited-proposal.ts';
import { readConfig } from './config.ts';
import { type Errand, errandOf } from './errand.ts';
import { listRepairOf } from './list-repair.ts';
import { type CourierPorts, runErrands } from './run-errands.ts';

/** The next batch of the shard waits for it. */
const auditBoundMs = 1_000;

const config = readConfig();
const logger = createLogger('proposal-courier');
const client = createDocumentClient();
const statistics = createStatistics(config, { client, logger });
const audit = createAudit(config, { client, logger, boundMs: auditBoundMs });
const ports: CourierPorts = {
  ...createDeliveryPorts(config, { client, statistics, logger }),
  startDeadline: createStartDeadline(config.deadlineStateMachineArn),
  lists: createProposalLists(client, config.proposalsTableName),
  currencies: config.currencies,
  repairList: createRepairList(client, config.proposalsTableName, (error, proposalId) =>
    logger.error('a proposal could not be listed', { error, proposalId }),
  ),
};

/** A batch of the Proposals or the Connections stream; a throw makes the stream give it again. */
export async function handler(
  batch: DynamoDBStreamEvent,
  { awsRequestId }: Pick<Context, 'awsRequestId'>,
): Promise<void> {
  try {
    await countedBatch(batch, { series: 'proposals', statistics, logger }, async counted =>
      runBatch(counted, awsRequestId),
    );
  } finally {
    await audit.settled();
  }
}

async function runBatch(batch: DynamoDBStreamEvent, correlationId: string): Promise<void> {
  const results = batch.Records.map(record => errandOf(record, config));
  const errands = results.filter(
    (result): result is Errand => result.kind !== 'none' && result.kind !== 'malformed',
  );
  const repairs = batch.Records.flatMap((record): Errand[] => {
    const repair = listRepairOf(record, config);
    return repair === undefined ? [] : [{ kind: 'unlisted', repair }];
  });
  for (const result of results) {
    // The fan-out quarantines it with its reason; here there is nobody to tell.
    if (result.kind === 'malformed') {
      logger.warn('skipped a malformed proposal', { proposalId: result.key });
    }
  }
  for (const record of batch.Records) {
    const entry = auditedProposal(record, config, correlationId);
    if (entry !== undefined) audit.record(entry);
  }
  // Repairs are last: whoever hears of it now need not find it in a list.
  await runErrands([...errands, ...repairs], ports);
  logger.info('ran errands', { errands: errands.length, records: results.length });
}
