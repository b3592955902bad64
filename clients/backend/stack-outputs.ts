import { readFile } from 'node:fs/promises';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { AppError } from '../../core/error/app-error.ts';
import { keyNames, type PublishedTable, type TableNames } from './item-write.ts';

const fileSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** What a publisher needs to know of a stack. */
export interface StackTables {
  readonly tables: TableNames;
  /** How to reach DynamoDB: the local host's engine, or nothing where the SDK finds AWS itself. */
  readonly client: DynamoDBClientConfig;
}

/**
 * Reads what a publisher needs from the file that `cdk deploy --outputs-file` writes, and the local
 * host too.
 *
 * @throws AppError CONFIG_INVALID when the file cannot be read, or lacks the stack or an output
 */
export async function readStackTables(
  file: string,
  stackName = 'GalloBetsRealtime',
): Promise<StackTables> {
  const parsed = fileSchema.safeParse(await readJson(file));
  const outputs = parsed.data?.[stackName];
  if (outputs === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `${file} has no outputs of ${stackName}, expected {"${stackName}": {"FightsTableName": "…", …}}`,
    );
  }
  const tables = Object.fromEntries(
    Object.keys(keyNames).map(table => [table, tableName(file, outputs, `${table}TableName`)]),
  ) as Record<PublishedTable, string>;
  return { tables, client: clientConfig(outputs.DynamoDbEndpoint) };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      `cannot read ${file}, expected JSON of a stack's outputs`,
      {
        cause,
      },
    );
  }
}

function tableName(file: string, outputs: Readonly<Record<string, string>>, key: string): string {
  const name = outputs[key];
  if (name !== undefined) return name;
  throw new AppError('CONFIG_INVALID', `${file} has no ${key}, expected a table's name there`);
}

/** The local engine takes any credentials; the SDK only insists that there are some. */
function clientConfig(endpoint: string | undefined): DynamoDBClientConfig {
  if (endpoint === undefined) return {};
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region: 'us-east-1', credentials };
}
