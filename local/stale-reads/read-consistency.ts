import { isRecord } from '../template/template.ts';

type Input = Readonly<Record<string, unknown>>;

/** A read, split by the consistency it asks for; either part is absent when it has nothing to do. */
export interface ReadParts {
  /** What must see every write that was acknowledged. */
  readonly consistent?: Input;
  /** What may see the tables as they were. */
  readonly eventual?: Input;
}

const singleReads = new Set(['GetItem', 'Query', 'Scan']);

/**
 * Splits a call by consistency: reads are eventually consistent unless they ask for more, those of a
 * global index always (asking for more there is an error, which the engine itself gives). A batch may
 * ask for either, table by table. Transactions and writes are never stale.
 *
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export function readParts(operation: string, input: Input): ReadParts {
  if (singleReads.has(operation)) {
    return input.ConsistentRead === true ? { consistent: input } : { eventual: input };
  }
  if (operation !== 'BatchGetItem' || !isRecord(input.RequestItems)) return { consistent: input };
  const tables = Object.entries(input.RequestItems);
  const part = (wantsConsistent: boolean): Input | undefined => {
    const own = tables.filter(
      ([, request]) => (isRecord(request) && request.ConsistentRead === true) === wantsConsistent,
    );
    return own.length === 0 ? undefined : { ...input, RequestItems: Object.fromEntries(own) };
  };
  const consistent = part(true);
  const eventual = part(false);
  return { ...(consistent && { consistent }), ...(eventual && { eventual }) };
}

/** The answer of a batch whose two parts were read apart. */
export function mergeBatches(one: Input, other: Input): Input {
  const merged = (name: string) => ({
    ...(isRecord(one[name]) && one[name]),
    ...(isRecord(other[name]) && other[name]),
  });
  const capacity = [one.ConsumedCapacity, other.ConsumedCapacity].flatMap(each => each ?? []);
  return {
    Responses: merged('Responses'),
    UnprocessedKeys: merged('UnprocessedKeys'),
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
}
