import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';

const keySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);

const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

/** The properties that `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable` have in common. */
export const tableProperties = z.object({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
  StreamSpecification: z
    .object({
      StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
    })
    .optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.boolean() })
    .optional(),
});

export type TableProperties = z.output<typeof tableProperties>;

/** The request that makes the table. Always on demand: the engine throttles nothing. */
export function createTableInput(
  tableName: string,
  properties: TableProperties,
): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    ...indexesInput(properties),
    ...(properties.StreamSpecification && {
      StreamSpecification: { StreamEnabled: true, ...properties.StreamSpecification },
    }),
  };
}

function indexesInput({
  GlobalSecondaryIndexes,
  LocalSecondaryIndexes,
}: TableProperties): Partial<CreateTableCommandInput> {
  const input = (indexes: TableProperties['GlobalSecondaryIndexes']) =>
    indexes.map(({ IndexName, KeySchema, Projection: { ProjectionType, NonKeyAttributes } }) => ({
      IndexName,
      KeySchema,
      Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) },
    }));
  return {
    ...(GlobalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: input(GlobalSecondaryIndexes),
    }),
    ...(LocalSecondaryIndexes.length > 0 && {
      LocalSecondaryIndexes: input(LocalSecondaryIndexes),
    }),
  };
}

/**
 * How a table that exists differs from what the template wants, in words; empty: not at all. Of its global
 * indexes and of the attributes that are keys of these an update takes care.
 */
export function tableDifferences(
  existing: TableDescription,
  wanted: CreateTableCommandInput,
): string[] {
  const before = schemaText(existing, wanted);
  const after = schemaText(wanted, existing);
  return Object.entries(after)
    .filter(([aspect, text]) => before[aspect] !== text)
    .map(([aspect, text]) => `${aspect}: the database has ${before[aspect]}, the template ${text}`);
}

type Schema = Pick<
  TableDescription,
  'KeySchema' | 'AttributeDefinitions' | 'StreamSpecification'
> & {
  readonly LocalSecondaryIndexes?: readonly IndexSchema[] | undefined;
};

type IndexSchema = Pick<
  NonNullable<TableDescription['GlobalSecondaryIndexes']>[number],
  'IndexName' | 'KeySchema' | 'Projection'
>;

/** One comparable and readable text per aspect; the order of lists that are sets does not count. */
function schemaText(schema: Schema, other: Schema): Record<string, string> {
  const isInBoth = (name: string | undefined): boolean =>
    other.AttributeDefinitions?.some(({ AttributeName }) => AttributeName === name) ?? false;
  return {
    keys: keysText(schema.KeySchema),
    attributes: listText(
      schema.AttributeDefinitions?.filter(({ AttributeName }) => isInBoth(AttributeName)).map(
        each => `${each.AttributeName} ${each.AttributeType}`,
      ),
    ),
    'local indexes': listText(schema.LocalSecondaryIndexes?.map(indexText)),
    stream: schema.StreamSpecification?.StreamViewType ?? 'none',
  };
}

/** One index, comparable and readable. */
export function indexText({ IndexName, KeySchema, Projection }: IndexSchema): string {
  const attributes = listText(Projection?.NonKeyAttributes);
  return `${IndexName} (${keysText(KeySchema)}; ${Projection?.ProjectionType}, ${attributes})`;
}

const keysText = (keys: Schema['KeySchema']): string =>
  listText(keys?.map(each => `${each.KeyType} ${each.AttributeName}`));

const listText = (items: readonly string[] | undefined): string =>
  items === undefined || items.length === 0 ? 'none' : [...items].sort().join(', ');
