import { isRecord } from '../template/template.ts';
import type { CapacityUse } from './capacity-meter.ts';
import { itemBytes } from './item-size.ts';

type Json = Readonly<Record<string, unknown>>;

/** The names of the partition keys of a table and its indexes. */
export interface PartitionKeys {
  readonly table: string;
  readonly indexes: Readonly<Record<string, string>>;
}

/** One item that a call touches, as far as the request names it. */
interface Touched {
  readonly tableName: string;
  /** The item that is put, else its key. */
  readonly attributes: Json;
  /** Its part of what the call consumes of the table. */
  readonly weight: number;
}

const writeUnitBytes = 1_024;
const reads = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems']);

/** Whether a call consumes capacity at all; the others manage tables. */
export const consumes = (operation: string): boolean =>
  reads.has(operation) || writes.has(operation);

const writes = new Set([
  'BatchWriteItem',
  'DeleteItem',
  'PutItem',
  'TransactWriteItems',
  'UpdateItem',
]);

/**
 * What a call that succeeded consumed, from the `ConsumedCapacity` of its answer (asked for with
 * INDEXES). What several items of one table consumed together is divided by their weights.
 */
export function consumedUnits(
  operation: string,
  input: Json,
  output: Json,
  keysOf: (tableName: string) => PartitionKeys | undefined,
): CapacityUse[] {
  const touched = touchedItems(operation, input);
  return list(output.ConsumedCapacity).flatMap(consumed => {
    const tableName = String(consumed.TableName);
    const keys = keysOf(tableName);
    const units = (amount: number) =>
      reads.has(operation)
        ? { readUnits: amount, writeUnits: 0 }
        : { readUnits: 0, writeUnits: amount };
    const indexUnits = Object.entries(record(consumed.GlobalSecondaryIndexes)).map(
      ([indexName, index]) => [indexName, unitsOf(index)] as const,
    );
    const tableUnits =
      unitsOf(consumed) - indexUnits.reduce((total, [, amount]) => total + amount, 0);
    const own = touched.filter(each => each.tableName === tableName);
    return [
      ...shared({ tableName }, keys?.table, own, tableUnits),
      ...indexUnits.flatMap(([indexName, amount]) =>
        shared({ tableName, indexName }, keys?.indexes[indexName], own, amount),
      ),
    ].map(({ amount, ...use }) => ({ ...use, ...units(amount) }));
  });
}

/** Divides an amount among the items whose key is known; without any it belongs to no key. */
function shared(
  place: Pick<CapacityUse, 'tableName' | 'indexName'>,
  keyName: string | undefined,
  touched: readonly Touched[],
  amount: number,
): (Pick<CapacityUse, 'tableName' | 'indexName' | 'key'> & { readonly amount: number })[] {
  const keyed = touched.flatMap(({ attributes, weight }) => {
    const key = keyText(attributes, keyName);
    return key === undefined ? [] : { key, weight };
  });
  if (keyed.length === 0) return [{ ...place, amount }];
  const all = keyed.reduce((total, { weight }) => total + weight, 0);
  return keyed.map(({ key, weight }) => ({ ...place, key, amount: (amount * weight) / all }));
}

/**
 * What a write consumed although its condition did not hold: as much as if it had, by the size of
 * the new item here, at least one unit, in a transaction two
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html). The size of
 * the existing item, which may be larger, the engine does not return.
 */
export function refusedUnits(
  operation: string,
  input: Json,
  errorType: string,
  keysOf: (tableName: string) => PartitionKeys | undefined,
): CapacityUse[] {
  const isTransaction = errorType.endsWith('TransactionCanceledException');
  if (!isTransaction && !errorType.endsWith('ConditionalCheckFailedException')) return [];
  if (!writes.has(operation)) return [];
  return touchedItems(operation, input).map(({ tableName, attributes, weight }) => ({
    tableName,
    key: keyText(attributes, keysOf(tableName)?.table),
    readUnits: 0,
    writeUnits: weight * (isTransaction ? 2 : 1),
  }));
}

/** The tables that a call names. */
export function tableNamesOf(operation: string, input: Json): string[] {
  if (typeof input.TableName === 'string') return [input.TableName];
  const batch = Object.keys(record(input.RequestItems));
  return [...new Set([...batch, ...touchedItems(operation, input).map(each => each.tableName)])];
}

function touchedItems(operation: string, input: Json): Touched[] {
  const single = (request: Json, tableName = request.TableName): Touched => ({
    tableName: String(tableName),
    attributes: record(request.Item ?? request.Key),
    weight: Math.max(1, Math.ceil(itemBytes(request.Item) / writeUnitBytes)),
  });
  switch (operation) {
    case 'Scan':
      return [];
    case 'Query':
      return [
        { tableName: String(input.TableName), attributes: fixedAttributes(input), weight: 1 },
      ];
    case 'BatchGetItem':
      return Object.entries(record(input.RequestItems)).flatMap(([tableName, request]) =>
        list(record(request).Keys).map(Key => single({ Key }, tableName)),
      );
    case 'BatchWriteItem':
      return Object.entries(record(input.RequestItems)).flatMap(([tableName, requests]) =>
        list(requests).flatMap(request =>
          Object.values(request).map(each => single(record(each), tableName)),
        ),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return list(input.TransactItems).flatMap(action =>
        Object.values(action).map(each => single(record(each))),
      );
    default:
      return [single(input)];
  }
}

/** What a query fixes: "#p = :p" in its key condition, whichever key that is. */
function fixedAttributes(input: Json): Json {
  const names = record(input.ExpressionAttributeNames);
  const values = record(input.ExpressionAttributeValues);
  const condition = String(input.KeyConditionExpression ?? '');
  const equalities = condition.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g);
  return Object.fromEntries(
    [...equalities].map(([, name = '', value = '']) => [names[name] ?? name, values[value]]),
  );
}

function keyText(attributes: Json, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const [value] = Object.values(record(attributes[name]));
  return typeof value === 'string' ? value : undefined;
}

const unitsOf = (consumed: unknown): number => Number(record(consumed).CapacityUnits ?? 0);

const record = (value: unknown): Json => (isRecord(value) ? value : {});

/** One record or a list of them, as a list. */
const list = (value: unknown): Json[] => [value].flat().filter(isRecord);
