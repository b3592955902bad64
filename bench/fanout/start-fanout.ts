import { fork } from 'node:child_process';
import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Environment } from '../../lambdas/change-fan-out/config.ts';
import { betsTable } from './bet-records.ts';
import type { FanoutRound, FanoutTask } from './fanout-message.ts';

/** The fan-out in a process of its own. */
export interface Fanout {
  measure(task: FanoutTask): Promise<FanoutRound>;
  stop(): Promise<void>;
}

const itemsTable = 'Items';
const region = 'us-east-1';

/** As lib sets them; of the domain tables only Bets is written. */
const environment: Environment = {
  EVENT_LOG_TABLE_NAME: 'EventLog',
  STATISTICS_TABLE_NAME: 'Statistics',
  QUARANTINE_TABLE_NAME: 'Quarantine',
  OUTBOX_TABLE_NAME: 'Outbox',
  BETS_TABLE_NAME: betsTable,
  FIGHTS_TABLE_NAME: 'Fights',
  USERS_TABLE_NAME: 'Users',
  TRANSACTIONS_TABLE_NAME: 'Transactions',
  VIDEO_STREAMS_TABLE_NAME: 'VideoStreams',
  PAYMENT_STREAMS_TABLE_NAME: 'PaymentStreams',
  WORKFLOWS_TABLE_NAME: 'Workflows',
  WORKFLOW_OPERATIONS_TABLE_NAME: 'WorkflowOperations',
  SYSTEM_REPORTS_TABLE_NAME: 'SystemReports',
  PROPOSALS_TABLE_NAME: 'Proposals',
  HISTORY_DAYS: '7',
  LOG_GENERATION: '1',
  LARGE_BET_AMOUNT: '49000',
  LARGE_TRANSACTION_AMOUNT: '1000000',
  TRACE_SAMPLING: '0.01',
};

/** So much room for what is new that the collector stays away while allocations are counted. */
const execArgv = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

/** Starts it on tables of its own at that engine. */
export async function startFanout(endpoint: string, more: readonly string[] = []): Promise<Fanout> {
  await createTables(endpoint);
  const child = fork('bench/fanout-process.ts', {
    execArgv: [...execArgv, ...more],
    env: {
      ...process.env,
      ...environment,
      ITEMS_TABLE_NAME: itemsTable,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    },
    // The function's log lines: they are written, but nobody wants them.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  return {
    measure: async task => {
      const answer = once(child, 'message').then(([round]) => round as FanoutRound);
      const early = ended.then(([code]) => {
        throw new Error(`the fan-out ended with ${code}; expected it to run`);
      });
      child.send(task);
      return await Promise.race([answer, early]);
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

async function createTables(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const tables = [
    { name: 'EventLog', keys: ['channel', 'firstSeq'], hasStream: true },
    { name: 'Statistics', keys: ['series', 'minute'] },
    { name: itemsTable, keys: ['betId'] },
  ];
  for (const { name, keys, hasStream = false } of tables) {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map(AttributeName => ({
          AttributeName,
          AttributeType: AttributeName === 'firstSeq' ? 'N' : 'S',
        })),
        KeySchema: keys.map((AttributeName, at) => ({
          AttributeName,
          KeyType: at === 0 ? 'HASH' : 'RANGE',
        })),
        ...(hasStream && {
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        }),
      }),
    );
  }
  client.destroy();
}
