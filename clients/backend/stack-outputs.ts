import { readFile } from 'node:fs/promises';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { outputsPlace, stackIn } from '../../core/deployment/outputs-place.ts';
import { regionOf } from '../../core/deployment/outputs-region.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { keyNames, type PublishedTable, type TableNames } from './item-write.ts';
import type { ProposalSettings } from './proposal-desk.ts';

const fileSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** What a publisher needs to know of a stack. */
export interface StackTables {
  readonly tables: TableNames;
  readonly proposals: ProposalSettings;
  /** Whether who created a workflow may not decide it. */
  readonly workflowFourEyes: boolean;
  /** How to reach DynamoDB: the local host's engine, or the stack's region on AWS. */
  readonly client: DynamoDBClientConfig;
}

/**
 * Reads what a publisher needs from the file that `cdk deploy --outputs-file` writes, and the local
 * host too. `stackName`, or a file given as `file#stack`, says which stack is meant where it has several.
 *
 * @throws AppError CONFIG_INVALID when the file cannot be read, or lacks the stack or an output
 */
export async function readStackTables(text: string, stackName?: string): Promise<StackTables> {
  const place = stackName === undefined ? outputsPlace(text) : { file: text, stackName };
  const { file } = place;
  const stacks = fileSchema.safeParse(await readJson(file)).data ?? {};
  const outputs = stacks[stackIn(place, Object.keys(stacks))] ?? {};
  const tables = Object.fromEntries(
    Object.keys(keyNames).map(table => [table, outputOf(file, outputs, `${table}TableName`)]),
  ) as Record<PublishedTable, string>;
  const proposals = proposalSettings(file, outputs);
  // A stack without workflows does not say so; the stricter rule is the default of both.
  const workflowFourEyes = flagOf(
    file,
    { WorkflowFourEyes: 'true', ...outputs },
    'WorkflowFourEyes',
  );
  return { tables, proposals, workflowFourEyes, client: clientConfig(outputs) };
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

type Outputs = Readonly<Record<string, string>>;

function proposalSettings(file: string, outputs: Outputs): ProposalSettings {
  const timeoutSeconds = outputOf(file, outputs, 'ProposalTimeoutSeconds');
  const checkUsers = flagOf(file, outputs, 'CheckUsers');
  if (!/^[1-9]\d{0,5}$/.test(timeoutSeconds)) {
    throw unexpected(file, 'ProposalTimeoutSeconds', timeoutSeconds, 'a number of seconds');
  }
  return {
    tables: {
      Proposals: outputOf(file, outputs, 'ProposalsTableName'),
      Limits: outputOf(file, outputs, 'LimitsTableName'),
    },
    currencies: outputOf(file, outputs, 'Currencies').split(','),
    timeoutMs: Number(timeoutSeconds) * 1_000,
    checkUsers,
  };
}

function outputOf(file: string, outputs: Outputs, key: string): string {
  const value = outputs[key];
  if (value !== undefined) return value;
  throw new AppError(
    'CONFIG_INVALID',
    `${file} has no ${key}, expected the output of that name of a stack that is as new as this publisher`,
  );
}

function flagOf(file: string, outputs: Outputs, key: string): boolean {
  const value = outputOf(file, outputs, key);
  if (value === 'true' || value === 'false') return value === 'true';
  throw unexpected(file, key, value, 'true or false');
}

function unexpected(file: string, key: string, received: string, expected: string): AppError {
  const message = `${file} has ${key} ${JSON.stringify(received)}, expected ${expected}`;
  return new AppError('CONFIG_INVALID', message);
}

/** The local engine takes any credentials; the SDK only insists that there are some. */
function clientConfig(outputs: Outputs): DynamoDBClientConfig {
  const { DynamoDbEndpoint: endpoint } = outputs;
  if (endpoint === undefined) {
    const region = regionOf(outputs);
    return region === undefined ? {} : { region };
  }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region: 'us-east-1', credentials };
}
