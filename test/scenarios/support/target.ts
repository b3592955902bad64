import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbConfig } from '../../../tools/aws-client-config.ts';
import { type Outputs, readOutputs, requireOutput } from '../../../tools/outputs.ts';
import { createTokenSigner, type TokenSigner } from '../../../tools/token-signer.ts';
import { openStream, type StreamOptions, type StreamReader } from './stream-reader.ts';

/** For the end of a proposal that a test needs for longer than a busy machine may take. */
export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The running system that the scenarios are played on: anything that has an outputs file. */
export interface Target {
  readonly outputs: Outputs;
  /** Whether a Web Function serves its streams, which has no ceilings of them. */
  readonly onWebFunction: boolean;
  readonly client: DynamoDBDocumentClient;
  /** Writes an item as a backend would, by the contract's name of the table. */
  put(table: string, item: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sets attributes of an existing item. */
  update(
    table: string,
    key: Readonly<Record<string, string>>,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Makes them users who may bet, as a backend would; one who has a status keeps it. */
  enroll(...userIds: readonly string[]): Promise<void>;
  token(sub: string, role: string, ttlSeconds?: number): Promise<string>;
  /** The same, with all that a token can be signed with. */
  readonly sign: TokenSigner;
  /** Opens a channel, by its title in the outputs ("Fights"), or `Live`. */
  open(title: string, options?: StreamOptions): Promise<StreamReader>;
  /** Closes every reader that was opened and the client. */
  close(): Promise<void>;
}

/**
 * The target of an outputs file: by default of the one that the suite was given, or of the host it
 * started itself.
 */
export async function connectTarget(outputsFile = process.env.SCENARIO_OUTPUTS): Promise<Target> {
  const outputs = await readOutputs(outputsFile);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(dynamoDbConfig(outputs)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const sign = await createTokenSigner(outputs);
  const token = (sub: string, role: string, ttlSeconds = 3_600) => sign({ sub, role, ttlSeconds });
  const readers: StreamReader[] = [];
  const tableName = (table: string) => requireOutput(outputs, `${table}TableName`);
  return {
    outputs,
    onWebFunction: outputs.SseHost === 'web-function',
    client,
    put: async (table, item) => {
      await client.send(new PutCommand({ TableName: tableName(table), Item: { ...item } }));
    },
    update: async (table, Key, changes) => {
      const names = Object.keys(changes);
      await client.send(
        new UpdateCommand({
          TableName: tableName(table),
          Key: { ...Key },
          UpdateExpression: `SET ${names.map((_, n) => `#n${n} = :v${n}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#n${n}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            names.map((name, n) => [`:v${n}`, changes[name]]),
          ),
        }),
      );
    },
    enroll: async (...userIds) => {
      await Promise.all(userIds.map(userId => enroll(client, tableName('Users'), userId)));
    },
    token,
    sign,
    open: async (title, options = {}) => {
      const url = requireOutput(outputs, title === 'Live' ? 'LiveUrl' : `${title}ChannelUrl`);
      const reader = await openStream(url, {
        ...options,
        token: options.token ?? (await token(`reader-${title}-${unique()}`, 'admin')),
      });
      readers.push(reader);
      return reader;
    },
    close: async () => {
      for (const reader of readers) reader.close();
      client.destroy();
    },
  };
}

async function enroll(client: DynamoDBDocumentClient, TableName: string, userId: string) {
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { userId },
      UpdateExpression: 'SET #status = if_not_exists(#status, :active)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':active': 'active' },
    }),
  );
}

let count = 0;

/** A name that no other run on the same target has used. */
export function unique(prefix = ''): string {
  count += 1;
  return `${prefix}${Date.now().toString(36)}${process.pid.toString(36)}${count}`;
}
