import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import type { PaymentStreamStore } from '../../../core/payment-stream/payment-stream-store.ts';
import {
  type StoredPaymentStream,
  storedPaymentStreamSchema,
} from '../../../core/payment-stream/stored-payment-stream.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { transact } from '../dynamodb/transact.ts';

/**
 * The payment streams' port over DynamoDB. Each write is a transaction of one item, for its
 * idempotency token: a retry whose first answer was lost pays nothing in or out a second time.
 */
export function createPaymentStreamsTable(
  client: DynamoDBDocumentClient,
  tableName: string,
): PaymentStreamStore {
  const find = async (streamId: string): Promise<StoredPaymentStream | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { streamId }, ConsistentRead: true }),
    );
    return Item && parse(Item).data;
  };

  const create: PaymentStreamStore['create'] = async (stream, traceparent) => {
    const failed = await transact(client, {
      stream: {
        Put: {
          TableName: tableName,
          Item: { ...stream, traceparent },
          ConditionExpression: 'attribute_not_exists(streamId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    });
    if (failed === undefined) return 'created';
    const parsed = parse(failed.stream?.item ?? {});
    if (parsed.success) return { exists: parsed.data };
    throw new AppError('INPUT_INVALID', `the item of ${stream.streamId} is not a payment stream`, {
      cause: parsed.error,
    });
  };

  const change = async (before: StoredPaymentStream, after: Written) => {
    const Update = changeUpdate(tableName, before, after);
    return (await transact(client, { stream: { Update } })) === undefined;
  };

  return {
    find,
    create,
    decide: async (streamId, decide, traceparent) =>
      await retryOnConflict(async () => {
        const found = await find(streamId);
        const decision = decide(found);
        if (decision.kind !== 'write' && decision.kind !== 'note') return decision;
        // A note makes no event that could carry it.
        const trace = decision.kind === 'write' ? traceparent : undefined;
        const isWritten = found
          ? await change(found, { ...decision.stream, traceparent: trace })
          : (await create(decision.stream, trace)) === 'created';
        return isWritten ? decision : conflict;
      }),
  };
}

/** A payment stream, and what the write that makes it so is traced by. */
type Written = StoredPaymentStream & { readonly traceparent: string | undefined };

/** All that a decision depends on, and that somebody else may change. */
const decisive = [
  'status',
  'ratePerSecond',
  'depositedAmount',
  'withdrawnAmount',
  'startTime',
  'snapshotAmount',
  'snapshotTime',
  'ledger',
  'transactionHash',
  'eventIndex',
] as const satisfies readonly (keyof StoredPaymentStream)[];

/** Sets what differs, and leaves all else on the item alone, the deadlines' marks among it. */
function changeUpdate(tableName: string, before: StoredPaymentStream, after: Written) {
  const names = Object.keys(storedPaymentStreamSchema.shape) as (keyof StoredPaymentStream)[];
  const differ = names.filter(name => after[name] !== undefined && after[name] !== before[name]);
  const changed: readonly (keyof Written)[] =
    after.traceparent === undefined ? differ : [...differ, 'traceparent'];
  const known = decisive.filter(name => before[name] !== undefined);
  return {
    TableName: tableName,
    Key: { streamId: before.streamId },
    UpdateExpression: `SET ${changed.map(name => `#${name} = :new_${name}`).join(', ')}`,
    ConditionExpression: decisive
      .map(name =>
        before[name] === undefined
          ? `(attribute_not_exists(#${name}) OR attribute_type(#${name}, :null))`
          : `#${name} = :old_${name}`,
      )
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(
      [...decisive, ...changed].map(name => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(changed.map(name => [`:new_${name}`, after[name]])),
      ...Object.fromEntries(known.map(name => [`:old_${name}`, before[name]])),
      ...(known.length < decisive.length && { ':null': 'NULL' }),
    },
  };
}

function parse(item: Readonly<Record<string, unknown>>) {
  return storedPaymentStreamSchema.safeParse(withoutNulls(item));
}
