import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../lambdas/adapters/dynamodb/document-client.ts';
import { runHost } from '../../local/main.ts';
import type { Template } from '../../tools/release/kept-resources.ts';
import { synthesize } from '../lib/synthesize.ts';
import { writeAssembly } from '../local/tiny-assembly.ts';
import { lastRelease, releasedTemplate } from './releases.ts';

const directory = mkdtempSync(join(tmpdir(), 'upgrade-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Tables = Template['Resources'];

const tablesOf = ({ Resources }: Template): Tables =>
  Object.fromEntries(
    Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::GlobalTable'),
  );

/** The tables of a template on an engine file that is kept, for as long as `use` needs them. */
async function deployed<T>(
  dbFile: string,
  tables: Tables,
  use: (client: ReturnType<typeof createDocumentClient>, lines: readonly string[]) => Promise<T>,
): Promise<T> {
  const assembly = writeAssembly({ resources: tables });
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  try {
    const host = await runHost({
      assemblyDirectory: assembly.directory,
      port: 0,
      dbPath: join(directory, dbFile),
      outputsFile: join(directory, `${dbFile}.outputs.json`),
      verbose: true,
      log: { debug: note, info: note, warn: note, error: note },
      onProgress: () => undefined,
    });
    const client = createDocumentClient({
      endpoint: host.outputs.DynamoDbEndpoint ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    try {
      return await use(client, lines);
    } finally {
      client.destroy();
      await host.stop();
    }
  } finally {
    assembly.remove();
  }
}

const tableName = (id: string) => `Tiny-${id}`;

/** An item of that table with the keys that it and its indexes have, each a text or a number. */
function itemOf({ Properties = {} }: Tables[string], n: number): Record<string, string | number> {
  const { AttributeDefinitions } = Properties as {
    readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[];
  };
  const keys = AttributeDefinitions.map(({ AttributeName, AttributeType }) => [
    AttributeName,
    AttributeType === 'N' ? n : `${AttributeName}-${n}`,
  ]);
  return { ...Object.fromEntries(keys), kept: `since ${lastRelease}` };
}

function keyOf({ Properties = {} }: Tables[string], item: Record<string, string | number>) {
  const { KeySchema } = Properties as { readonly KeySchema: readonly { AttributeName: string }[] };
  return Object.fromEntries(
    KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
  );
}

// An engine and 23 tables, twice, on a busy machine.
const patientMs = 240_000;

test(
  'the tables of the last release, with data, become those of today, with that data and every index',
  async () => {
    const before = tablesOf(releasedTemplate(lastRelease, 'function-url'));
    const after = tablesOf(synthesize().toJSON() as Template);
    await deployed('kept', before, async client => {
      for (const [id, table] of Object.entries(before)) {
        for (const n of [1, 2]) {
          await client.send(new PutCommand({ TableName: tableName(id), Item: itemOf(table, n) }));
        }
      }
    });
    await deployed('kept', after, async client => {
      for (const [id, table] of Object.entries(before)) {
        const Item = itemOf(table, 2);
        const { Item: found } = await client.send(
          new GetCommand({
            TableName: tableName(id),
            Key: keyOf(table, Item),
            ConsistentRead: true,
          }),
        );
        expect(found).toEqual(Item);
      }
      for (const [id, { Properties = {} }] of Object.entries(after)) {
        const { GlobalSecondaryIndexes: indexes = [] } = Properties as {
          readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
        };
        const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName(id) }));
        const names = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
        expect(names.sort()).toEqual(indexes.map(({ IndexName }) => IndexName).sort());
      }
    });
  },
  patientMs,
);

/** The same tables, of which Proposals has other indexes. */
function withProposalIndexes(tables: Tables, keep: (name: string) => boolean): Tables {
  const { ProposalsTable: table } = tables;
  if (table?.Properties === undefined) throw new Error('expected a table Proposals');
  const { GlobalSecondaryIndexes, AttributeDefinitions, ...rest } = table.Properties as {
    readonly GlobalSecondaryIndexes: readonly {
      readonly IndexName: string;
      readonly KeySchema: readonly { readonly AttributeName: string }[];
    }[];
    readonly AttributeDefinitions: readonly { readonly AttributeName: string }[];
  };
  const indexes = GlobalSecondaryIndexes.filter(({ IndexName }) => keep(IndexName));
  const keys = indexes.flatMap(({ KeySchema }) => KeySchema).map(key => key.AttributeName);
  const definitions = AttributeDefinitions.filter(({ AttributeName }) =>
    ['proposalId', ...keys].includes(AttributeName),
  );
  const Properties = {
    ...rest,
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexes: indexes,
  };
  return { ProposalsTable: { ...table, Properties } };
}

const byStatus = {
  TableName: tableName('ProposalsTable'),
  IndexName: 'byStatus',
  KeyConditionExpression: '#status = :status',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':status': 'status-1' },
};

test(
  'an index more is made by an update, and has what the table had before',
  async () => {
    const today = tablesOf(synthesize().toJSON() as Template);
    const before = withProposalIndexes(today, name => name !== 'byStatus');
    const all = withProposalIndexes(today, () => true);
    await deployed('index', before, async client => {
      const Item = itemOf(all.ProposalsTable ?? { Type: '' }, 1);
      await client.send(new PutCommand({ TableName: tableName('ProposalsTable'), Item }));
    });
    await deployed('index', all, async (client, lines) => {
      const { Items = [] } = await client.send(new QueryCommand(byStatus));
      expect(Items.map(({ proposalId }) => proposalId)).toEqual(['proposalId-1']);
      expect(lines.join('\n')).toContain(
        'ProposalsTable: byStatus is created, as an update of the stack would',
      );
    });
    // And one less is deleted.
    await deployed('index', before, async client => {
      await expect(client.send(new QueryCommand(byStatus))).rejects.toThrow(/index/i);
    });
  },
  patientMs,
);

test(
  'two indexes at once are refused as DynamoDB refuses them, and the table stays as it was',
  async () => {
    const today = tablesOf(synthesize().toJSON() as Template);
    const few = ['pendingByMaker', 'pendingByRecipient', 'endedByMaker'];
    const before = withProposalIndexes(today, name => few.includes(name));
    await deployed('two', before, async () => undefined);
    await expect(
      deployed(
        'two',
        withProposalIndexes(today, () => true),
        async () => undefined,
      ),
    ).rejects.toThrow(
      'Cannot perform more than one GSI creation or deletion in a single update (endedByRecipient is created, byStatus is created)',
    );
    await deployed('two', before, async client => {
      const { Table } = await client.send(
        new DescribeTableCommand({ TableName: tableName('ProposalsTable') }),
      );
      const names = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
      expect(names?.sort()).toEqual([...few].sort());
    });
  },
  patientMs,
);
