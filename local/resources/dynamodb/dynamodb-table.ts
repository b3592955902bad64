import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { Host } from '../../contract/host.ts';
import type { DeclaredResource, RunningResource } from '../../contract/resource-kind.ts';
import { dynamoDbClient } from '../../engine/dynamodb-client.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { ServiceRemovals } from '../../time-to-live/service-removals.ts';
import { TimeToLiveSweeper } from '../../time-to-live/sweeper.ts';
import {
  createTableInput,
  type TableProperties,
  tableDifferences,
  tableProperties,
} from './dynamodb-table-definition.ts';
import { indexUpdate, updateIndex } from './table-update.ts';

/** Why capacity settings of any kind have no effect. */
export const noCapacity = 'the engine has no capacity to run out of';

/** `AWS::DynamoDB::Table`: a table of the engine. */
export const dynamoDbTableKind = resourceKind({
  type: 'AWS::DynamoDB::Table',
  properties: tableProperties,
  ignored: {
    BillingMode: noCapacity,
    ProvisionedThroughput: noCapacity,
    OnDemandThroughput: noCapacity,
    'GlobalSecondaryIndexes.ProvisionedThroughput': noCapacity,
    'GlobalSecondaryIndexes.OnDemandThroughput': noCapacity,
    PointInTimeRecoverySpecification: 'the engine keeps no backups',
    SSESpecification: 'local data is not encrypted',
    DeletionProtectionEnabled: 'the host deletes no table',
    ContributorInsightsSpecification: '`npm run capacity` shows the hot keys',
    TableClass: 'it changes prices only',
    Tags: 'nothing reads them here',
  },
  create: createTable,
});

/**
 * Makes the table, or takes the one that an earlier run left: with the same schema, or with an index more
 * or less, which is made or deleted as an update of the stack would.
 */
export async function createTable(
  properties: TableProperties,
  declared: DeclaredResource,
  host: Host,
): Promise<RunningResource> {
  const tableName = properties.TableName ?? `${host.stackName}-${declared.logicalId}`;
  const client = dynamoDbClient(host.dynamoDbEndpoint, host.region);
  try {
    const existing =
      (await existingTable(client, tableName, properties)) ??
      (await makeTable(client, tableName, properties));
    const table = await updatedTable(client, existing, properties, declared, host);
    await applyTimeToLive(client, tableName, properties);
    const indexNames = properties.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
    host.switches.addTable(declared.logicalId, tableName, indexNames);
    return runningTable(tableName, table, properties, host);
  } finally {
    client.destroy();
  }
}

async function describeTable(
  client: DynamoDBClient,
  tableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** A stream that the template does not want was the host's own, of a run that was killed. */
async function existingTable(
  client: DynamoDBClient,
  tableName: string,
  { StreamSpecification: wanted }: TableProperties,
): Promise<TableDescription | undefined> {
  const table = await describeTable(client, tableName);
  if (wanted !== undefined || table?.StreamSpecification?.StreamEnabled !== true) return table;
  await client.send(
    new UpdateTableCommand({
      TableName: tableName,
      StreamSpecification: { StreamEnabled: false },
    }),
  );
  return describeTable(client, tableName);
}

/** @throws when the table is not one that an update of the stack could make what the template wants */
async function updatedTable(
  client: DynamoDBClient,
  existing: TableDescription,
  properties: TableProperties,
  { logicalId }: DeclaredResource,
  { log }: Host,
): Promise<TableDescription> {
  const { TableName: tableName = '' } = existing;
  const wanted = createTableInput(tableName, properties);
  const update = indexUpdate(existing, wanted);
  const differences = tableDifferences(existing, wanted);
  if (update.kind === 'refused') differences.push(update.reason);
  if (differences.length > 0) {
    throw new Error(
      `${logicalId}: the table ${tableName} exists with another schema (${differences.join('; ')}). Delete the database, or start with another --db-path.`,
    );
  }
  if (update.kind !== 'index') return existing;
  log.info(`${logicalId}: ${update.text}, as an update of the stack would`);
  return await updateIndex(client, tableName, update.update, wanted);
}

async function makeTable(
  client: DynamoDBClient,
  tableName: string,
  properties: TableProperties,
): Promise<TableDescription> {
  await client.send(new CreateTableCommand(createTableInput(tableName, properties)));
  await waitUntilTableExists(
    { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { TableName: tableName },
  );
  const table = await describeTable(client, tableName);
  if (table === undefined) throw new Error(`the engine made the table ${tableName} and lost it`);
  return table;
}

/** DynamoDB refuses to set what is set already, so this looks first. */
async function applyTimeToLive(
  client: DynamoDBClient,
  tableName: string,
  { TimeToLiveSpecification: wanted }: TableProperties,
): Promise<void> {
  const { TimeToLiveDescription: current } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: tableName }),
  );
  const isEnabled = current?.TimeToLiveStatus === 'ENABLED';
  if (isEnabled === (wanted?.Enabled ?? false)) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: {
        AttributeName: wanted?.AttributeName ?? current?.AttributeName,
        Enabled: wanted?.Enabled ?? false,
      },
    }),
  );
}

/** The engine names a region of its own in ARNs; functions and records see the host's. */
function runningTable(
  tableName: string,
  table: TableDescription,
  properties: TableProperties,
  host: Host,
): RunningResource {
  const removals = new ServiceRemovals();
  const arn = `arn:aws:dynamodb:${host.region}:${host.accountId}:table/${tableName}`;
  const attributes = { Arn: arn, TableId: table.TableId ?? '' };
  const engineStreamArn = table.LatestStreamArn;
  const startAndStop = sweeping(tableName, properties, removals, host);
  if (engineStreamArn === undefined) return { ref: tableName, attributes, ...startAndStop };
  const streamArn = `${arn}/stream/${table.LatestStreamLabel}`;
  host.registerTableStream({ tableName, streamArn, engineStreamArn, removals });
  return { ref: tableName, attributes: { ...attributes, StreamArn: streamArn }, ...startAndStop };
}

/** The engine removes no expired item by itself. */
function sweeping(
  tableName: string,
  { TimeToLiveSpecification: timeToLive, KeySchema }: TableProperties,
  removals: ServiceRemovals,
  host: Host,
): Pick<RunningResource, 'start' | 'stop'> {
  if (timeToLive?.Enabled !== true || timeToLive.AttributeName === undefined) return {};
  const sweeper = new TimeToLiveSweeper({
    client: dynamoDbClient(host.dynamoDbEndpoint, host.region),
    tableName,
    keyNames: KeySchema.map(({ AttributeName }) => AttributeName),
    timeToLiveAttribute: timeToLive.AttributeName,
    removals,
    latestMs: () => host.switches.faults.timeToLive.latestMs,
    log: host.log,
  });
  host.switches.onChange(() => sweeper.wake());
  return { start: async () => sweeper.start(), stop: () => sweeper.stop() };
}
