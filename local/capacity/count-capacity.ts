import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsAnswer, GatewayStep } from '../contract/aws-call.ts';
import { isRecord } from '../template/template.ts';
import type { CapacityMeter } from './capacity-meter.ts';
import {
  consumedUnits,
  consumes,
  type PartitionKeys,
  refusedUnits,
  tableNamesOf,
} from './consumed-units.ts';

/** Asks every call for what it consumed, gives that to the meter, and the caller what it asked for. */
export function countCapacity(meter: CapacityMeter, client: DynamoDBClient): GatewayStep {
  const tables = new Map<string, PartitionKeys>();
  const know = async (tableName: string): Promise<void> => {
    if (!tables.has(tableName)) tables.set(tableName, await partitionKeys(client, tableName));
  };
  return async (call, next) => {
    const { service, operation, input } = call;
    if (service !== 'dynamodb' || !consumes(operation)) return next(call);
    const answer = await next({ ...call, input: { ...input, ReturnConsumedCapacity: 'INDEXES' } });
    const output = parsed(answer.body);
    try {
      await Promise.all(tableNamesOf(operation, input).map(know));
    } catch {
      return answer; // There is no such table: the answer says so itself.
    }
    const keysOf = (tableName: string) => tables.get(tableName);
    const uses =
      answer.status === 200
        ? consumedUnits(operation, input, output, keysOf)
        : refusedUnits(operation, input, String(output.__type), keysOf);
    for (const use of uses) meter.add(use, Date.now());
    return answer.status === 200
      ? asAskedFor(answer, output, input.ReturnConsumedCapacity)
      : answer;
  };
}

/** Takes back what only the meter wanted to know. */
function asAskedFor(
  answer: AwsAnswer,
  output: Readonly<Record<string, unknown>>,
  wanted: unknown,
): AwsAnswer {
  if (wanted === 'INDEXES') return answer;
  const { ConsumedCapacity, ...others } = output;
  const total = (each: unknown) => {
    if (!isRecord(each)) return each;
    const { Table, GlobalSecondaryIndexes, LocalSecondaryIndexes, ...rest } = each;
    return rest;
  };
  const totals = Array.isArray(ConsumedCapacity)
    ? ConsumedCapacity.map(total)
    : total(ConsumedCapacity);
  const body = wanted === 'TOTAL' ? { ...others, ConsumedCapacity: totals } : others;
  return { ...answer, body: JSON.stringify(body) };
}

async function partitionKeys(client: DynamoDBClient, tableName: string): Promise<PartitionKeys> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const hashOf = (schema: readonly { KeyType?: unknown; AttributeName?: unknown }[] | undefined) =>
    String(schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName);
  return {
    table: hashOf(Table?.KeySchema),
    indexes: Object.fromEntries(
      (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema }) => [
        String(IndexName),
        hashOf(KeySchema),
      ]),
    ),
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body === '' ? '{}' : body);
  return isRecord(value) ? value : {};
}
