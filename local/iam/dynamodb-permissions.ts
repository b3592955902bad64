import type { Permission } from '../contract/access-control.ts';
import type { AwsCall, JsonObject } from '../contract/aws-call.ts';
import { isRecord } from '../template/template.ts';

/** What of a region's DynamoDB belongs to this host. */
export interface TablePlace {
  readonly region: string;
  readonly accountId: string;
}

/** The action that each part of a transaction needs, on its own table. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
};

/**
 * What a call of DynamoDB needs: its action on the table, or on the index that it names; in a batch on
 * each table; in a transaction the action of each part, for there is none for transactions.
 *
 * docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function dynamoDbPermissions(
  { operation, input }: Pick<AwsCall, 'operation' | 'input'>,
  place: TablePlace,
): Permission[] {
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return records(input.TransactItems).flatMap(part => transactionPermissions(part, place));
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}).map(table => ({
        action,
        resource: tableArn(table, place),
      }));
    case 'Query':
    case 'Scan':
      return [{ action, resource: readResource(input, place) }];
    default:
      return [{ action, resource: tableArn(input.TableName, place) }];
  }
}

function transactionPermissions(part: JsonObject, place: TablePlace): Permission[] {
  return Object.entries(part).map(([kind, request]) => ({
    action: transactionActions[kind] ?? `dynamodb:${kind}`,
    resource: tableArn(isRecord(request) ? request.TableName : undefined, place),
  }));
}

function readResource({ TableName, IndexName }: JsonObject, place: TablePlace): string {
  const table = tableArn(TableName, place);
  return IndexName === undefined ? table : `${table}/index/${IndexName}`;
}

/** A table may be named by its ARN as well. What names none, such as a statement of PartiQL, needs all. */
function tableArn(table: unknown, { region, accountId }: TablePlace): string {
  if (typeof table !== 'string') return '*';
  return table.startsWith('arn:')
    ? table
    : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
}

const records = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
