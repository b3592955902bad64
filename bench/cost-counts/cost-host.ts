import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { dynamoDbConfig } from '../../tools/aws-client-config.ts';
import { type Outputs, readOutputs, requireOutput } from '../../tools/outputs.ts';
import { createTokenSigner } from '../../tools/token-signer.ts';
import type { MeasuredUsage, TableUnits, UsageDone } from './measured-usage.ts';

/** A local host that is measured. */
export interface CostHost {
  /** As a backend would; it is no function, so it is not counted. */
  put(table: string, item: Readonly<Record<string, unknown>>): Promise<void>;
  output(name: string): string;
  token(sub: string, role: string): Promise<string>;
  /** How long one read of the log takes here now. */
  readMs(): Promise<number>;
  /** Does something, and counts what functions consumed meanwhile. */
  counted(name: string, doing: () => Promise<UsageDone>): Promise<MeasuredUsage>;
  stop(): Promise<void>;
}

const reportSchema = z.array(
  z.object({ tableName: z.string(), readUnits: z.number(), writeUnits: z.number() }),
);

const readyWithinMs = 180_000;

/**
 * Starts one as `npm start` would, with these settings, on ports that are free; statistics-rollup does not
 * run there.
 */
export async function startCostHost(
  directory: string,
  settings: Readonly<Record<string, string>>,
): Promise<CostHost> {
  const outputsFile = join(directory, 'outputs.json');
  const child = spawn(
    process.execPath,
    [
      'tools/start.ts',
      ...['--no-demo', '--port', '0', '--outputs', outputsFile],
      ...['--db-path', join(directory, 'tables.db')],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const outputs = await written(outputsFile, child);
  await holdBackRollUps(outputs);
  const sign = await createTokenSigner(outputs);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(dynamoDbConfig(outputs)));
  const capacity = async () => await capacityOf(outputs);
  return {
    put: async (table, Item) => {
      const TableName = requireOutput(outputs, `${table}TableName`);
      await client.send(new PutCommand({ TableName, Item: { ...Item } }));
    },
    output: name => requireOutput(outputs, name),
    token: async (sub, role) => await sign({ sub, role, ttlSeconds: 3_600 }),
    readMs: async () => {
      const startedAt = performance.now();
      await client.send(
        new QueryCommand({
          TableName: requireOutput(outputs, 'EventLogTableName'),
          KeyConditionExpression: 'channel = :channel AND firstSeq > :last',
          ExpressionAttributeValues: { ':channel': 'bets', ':last': Number.MAX_SAFE_INTEGER },
        }),
      );
      return performance.now() - startedAt;
    },
    counted: async (name, doing) => {
      const before = await capacity();
      const startedAt = performance.now();
      const done = await doing();
      const elapsedMs = Math.round(performance.now() - startedAt);
      return { name, elapsedMs, ...done, units: difference(await capacity(), before) };
    },
    stop: async () => {
      client.destroy();
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function written(file: string, child: ChildProcess): Promise<Outputs> {
  for (const startedAt = performance.now(); performance.now() - startedAt < readyWithinMs; ) {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}`);
    const outputs = await readOutputs(file).catch(() => undefined);
    if (outputs !== undefined) return outputs;
    await sleep(500);
  }
  throw new Error(`the host was not ready within ${readyWithinMs / 1_000} s`);
}

/**
 * What statistics-rollup reads and writes once a minute follows from who is connected and from how long the
 * tables have been there, not from what is measured: tools/cost/statistics-counts.ts has it.
 */
async function holdBackRollUps(outputs: Outputs): Promise<void> {
  const response = await fetch(`${requireOutput(outputs, 'AwsEndpointUrl')}/_host/faults`, {
    method: 'POST',
    body: JSON.stringify({ functions: { StatisticsRollupFunction: { kind: 'throttle' } } }),
  });
  if (!response.ok) throw new Error(`no fault was set: ${await response.text()}`);
}

/** By the tables' names in outputs, each with its indexes. */
async function capacityOf(outputs: Outputs): Promise<ReadonlyMap<string, TableUnits>> {
  const response = await fetch(`${requireOutput(outputs, 'AwsEndpointUrl')}/_host/capacity`);
  const rows = reportSchema.parse(await response.json());
  const units = new Map<string, TableUnits>();
  for (const [output, tableName] of Object.entries(outputs)) {
    if (!output.endsWith('TableName')) continue;
    const own = rows.filter(row => row.tableName === tableName);
    units.set(output.slice(0, -'TableName'.length), {
      readUnits: own.reduce((sum, { readUnits }) => sum + readUnits, 0),
      writeUnits: own.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
    });
  }
  return units;
}

function difference(
  after: ReadonlyMap<string, TableUnits>,
  before: ReadonlyMap<string, TableUnits>,
): Record<string, TableUnits> {
  const entries = [...after].map(([table, { readUnits, writeUnits }]) => {
    const had = before.get(table) ?? { readUnits: 0, writeUnits: 0 };
    return [
      table,
      { readUnits: readUnits - had.readUnits, writeUnits: writeUnits - had.writeUnits },
    ] as const;
  });
  return Object.fromEntries(
    entries.filter(([, { readUnits, writeUnits }]) => readUnits > 0 || writeUnits > 0),
  );
}
