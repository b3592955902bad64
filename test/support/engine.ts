import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  type DynamoDBClientConfig,
  type KeySchemaElement,
  ListTablesCommand,
  type ScalarAttributeType,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../lambdas/adapters/dynamodb/document-client.ts';
import { freePort } from './free-port.ts';
import { hasEnded, stopProcess } from './stop-process.ts';

/** A key: an attribute's name and its type, `S` by default. */
export interface TestKey {
  readonly name: string;
  readonly type?: ScalarAttributeType;
}

export interface TestIndex {
  readonly name: string;
  readonly partitionKey: TestKey;
  readonly sortKey?: TestKey;
  /** Default: every attribute. */
  readonly keysOnly?: boolean;
}

export interface TestTable {
  readonly name: string;
  readonly partitionKey: TestKey;
  readonly sortKey?: TestKey;
  readonly indexes?: readonly TestIndex[];
  /** Default: no stream. */
  readonly stream?: boolean;
}

/** A real DynamoDB-compatible engine of its own, in memory: one for a test file, gone after it. */
export interface TestEngine {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  createTable(table: TestTable): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A test's client stands for many functions at once, and signs all their requests in one thread:
 * the bounds of one function's requests would measure the machine.
 */
const patientRequests = { connectionTimeout: 30_000, requestTimeout: 30_000 };

/** Its port may have been taken between the look at it and its start. */
const maxStarts = 3;

/** Starts the engine and waits until it answers. */
export async function startTestEngine(
  overrides: DynamoDBClientConfig = {},
  starts = 1,
): Promise<TestEngine> {
  const port = await freePort();
  const child = spawn(enginePath(), ['serve', '--host', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = createDocumentClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: patientRequests,
    ...overrides,
  });
  try {
    await untilAnswering(client, child);
  } catch (error) {
    client.destroy();
    process.off('exit', killWithUs);
    if (starts < maxStarts) return await startTestEngine(overrides, starts + 1);
    throw error;
  }
  return {
    endpoint,
    client,
    createTable: async table => {
      await client.send(createTableCommand(table));
    },
    stop: async () => {
      client.destroy();
      process.off('exit', killWithUs);
      await stopProcess(child, 'SIGKILL');
    },
  };
}

function enginePath(): string {
  const require = createRequire(join(process.cwd(), 'package.json'));
  return join(dirname(require.resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
}

const maxProbes = 200;

async function untilAnswering(client: DynamoDBDocumentClient, child: ChildProcess): Promise<void> {
  let lastError: unknown;
  for (let probe = 0; probe < maxProbes && !hasEnded(child); probe += 1) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      lastError = error;
      // Nothing announces that the port is open: try again shortly.
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
  child.kill('SIGKILL');
  throw new Error(`the engine did not answer (exit code ${child.exitCode})`, { cause: lastError });
}

function createTableCommand(table: TestTable): CreateTableCommand {
  const indexes = table.indexes ?? [];
  const keys = [table, ...indexes].flatMap(({ partitionKey, sortKey }) =>
    sortKey ? [partitionKey, sortKey] : [partitionKey],
  );
  const types = new Map(keys.map(key => [key.name, key.type ?? 'S']));
  return new CreateTableCommand({
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(table),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(index => ({
            IndexName: index.name,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
          })),
        }),
    ...(table.stream
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }
      : {}),
  });
}

function keySchema({ partitionKey, sortKey }: Pick<TestTable, 'partitionKey' | 'sortKey'>) {
  const schema: KeySchemaElement[] = [{ AttributeName: partitionKey.name, KeyType: 'HASH' }];
  if (sortKey) schema.push({ AttributeName: sortKey.name, KeyType: 'RANGE' });
  return schema;
}
