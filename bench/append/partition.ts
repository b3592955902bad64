import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { itemBytes } from '../../local/capacity/item-size.ts';

/** What one partition of DynamoDB gives in a second, whatever its table has. */
export const partitionWriteUnits = 1_000;
const writeUnitBytes = 1_024;

/** What was asked of a partition. */
export interface PartitionUse {
  readonly calls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Writes whose condition did not hold: they consume as much as if it had. */
  readonly lostWrites: number;
  /** Writes that were refused since the second's units were used up; they consume nothing. */
  readonly throttled: number;
}

/** How a bench's partition differs from the engine behind it. */
export interface PartitionOptions {
  /** Added to each call, as a network and DynamoDB take it. */
  readonly delayMs: number;
  /** Whether writes beyond 1,000 units in a second are refused. */
  readonly limited: boolean;
}

/** The calls of one client, counted by DynamoDB's rules. */
export interface Partition {
  /** What was used since it was last asked. */
  take(): PartitionUse;
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Counts each attempt of the client, retries included, as calls and units of one partition. A write
 * whose condition does not hold consumes by the larger one of what is there and what was to be written:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function meterPartition(
  client: DynamoDBDocumentClient,
  { delayMs, limited }: PartitionOptions,
): Partition {
  const stored = new Map<string, number>();
  const units = new RecentUnits();
  let use = { calls: 0, writeUnits: 0, readUnits: 0, lostWrites: 0, throttled: 0 };

  const write = async (body: unknown, send: () => Promise<Answer>): Promise<Answer> => {
    const { Item } = JSON.parse(textOf(body)) as { readonly Item: unknown };
    const { channel, firstSeq } = Item as Readonly<Record<string, unknown>>;
    const key = JSON.stringify([channel, firstSeq]);
    const bytes = itemBytes(Item);
    const unitsNow = () => Math.ceil(Math.max(bytes, stored.get(key) ?? 0) / writeUnitBytes);
    if (limited && !units.hasRoomFor(unitsNow())) {
      use.throttled += 1;
      return throttledAnswer();
    }
    units.add(unitsNow());
    const answer = await send();
    use.writeUnits += unitsNow();
    if (answer.statusCode === 200) stored.set(key, bytes);
    else use.lostWrites += 1;
    return answer;
  };

  client.middlewareStack.add(
    next => async args => {
      const { headers, body } = args.request as Request;
      use.calls += 1;
      if (delayMs > 0) await sleep(delayMs / 2);
      const send = async (): Promise<Answer> => (await next(args)).response as Answer;
      const isWrite = headers['x-amz-target']?.endsWith('.PutItem') === true;
      const response = isWrite ? await write(body, send) : await send();
      if (delayMs > 0) await sleep(delayMs / 2);
      // What else a result has is the deserializer's, which stands above this step.
      return { response } as Awaited<ReturnType<typeof next>>;
    },
    { step: 'deserialize', priority: 'low', name: 'meterPartition' },
  );
  client.middlewareStack.add(
    next => async args => {
      const asking = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
      const result = await next({ ...args, input: asking as typeof args.input });
      if ('Items' in result.output) use.readUnits += consumedOf(result.output);
      return result;
    },
    { step: 'initialize', name: 'askForUnits' },
  );
  return {
    take: () => {
      const taken = use;
      use = { calls: 0, writeUnits: 0, readUnits: 0, lostWrites: 0, throttled: 0 };
      return taken;
    },
  };
}

function consumedOf(output: object): number {
  const { ConsumedCapacity } = output as {
    readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
  };
  return ConsumedCapacity?.CapacityUnits ?? 0;
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}

/** The units of the last second. */
class RecentUnits {
  #sum = 0;
  readonly #writes: { readonly atMs: number; readonly units: number }[] = [];

  hasRoomFor(units: number): boolean {
    const sinceMs = performance.now() - 1_000;
    for (let [first] = this.#writes; first && first.atMs < sinceMs; [first] = this.#writes) {
      this.#sum -= first.units;
      this.#writes.shift();
    }
    return this.#sum + units <= partitionWriteUnits;
  }

  add(units: number): void {
    this.#sum += units;
    this.#writes.push({ atMs: performance.now(), units });
  }
}

/** As DynamoDB refuses a write for which its partition has no units left. */
function throttledAnswer(): Answer {
  return {
    statusCode: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(
      JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
        message: 'The level of configured provisioned throughput for the table was exceeded.',
      }),
    ),
  };
}
