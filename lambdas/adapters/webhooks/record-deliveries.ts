import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { runConcurrently } from '../../../core/run-concurrently.ts';
import type { Parked } from '../../../core/webhook/delivery.ts';
import type { DeliveryRecord, SupersededDelivery } from '../../../core/webhook/lane.ts';
import type { DeliveryState } from '../../../core/wire/webhook.ts';
import { conditionalUpdate, type ItemUpdate, updateOf } from '../dynamodb/conditional-update.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import type { Condition } from '../dynamodb/is-as-read.ts';
import { readKeys } from '../dynamodb/read-items.ts';
import { transact } from '../dynamodb/transact.ts';
import { writeBatches } from '../dynamodb/write-batches.ts';
import {
  deliveryRow,
  parkedKey,
  parkedOf,
  parkedRow,
  roundOf,
  withAttempt,
} from './delivery-row.ts';

type Item = Readonly<Record<string, unknown>>;

/** The deliveries of one lane. */
interface Deliveries {
  readonly client: DynamoDBDocumentClient;
  readonly TableName: string;
  readonly laneId: string;
}

/** A delivery that waited: in that round. */
type WaitedRecord = DeliveryRecord & { readonly round: string };

/** What is on a condition is written by itself, so many at once. */
const atOnce = 10;

/** An attempt is noted beside what was read of its delivery, which others change, so often. */
const maxNotes = 3;

/**
 * Most are delivered at once and never waited: they are put in batches, whatever there is. All others are
 * on condition of their round and state, each by itself: so a run that was believed dead, or had a delivery
 * under way when someone asked for it again, takes nothing back.
 *
 * One that comes to wait is written with its first place in one transaction, so that both have one round.
 * Of one that waited the delivery is written first, then its place. A run that ends in between leaves what
 * was delivered among those that wait, and the next one ends its place; the other way round it would be
 * pending for ever. So that takes no transaction, at half its price.
 */
export async function recordDeliveries(
  deliveries: Deliveries,
  records: readonly DeliveryRecord[],
): Promise<readonly SupersededDelivery[]> {
  // The last of each: a batch takes a key once.
  const last = [...new Map(records.map(each => [each.delivery.deliveryId, each])).values()];
  await putAll(deliveries, last.filter(isDeliveredAtOnce));
  const superseded: SupersededDelivery[] = [];
  const others = last.filter(record => !isDeliveredAtOnce(record));
  await runConcurrently(others, atOnce, async record => {
    if (!(await isRecorded(deliveries, record))) {
      superseded.push(await standing(deliveries, record));
    }
  });
  return superseded;
}

function isDeliveredAtOnce({ delivery: { state }, parked, round }: DeliveryRecord): boolean {
  return state === 'delivered' && parked === undefined && round === undefined;
}

async function putAll(
  { client, TableName, laneId }: Deliveries,
  records: readonly DeliveryRecord[],
): Promise<void> {
  const rows = await Promise.all(records.map(({ delivery }) => deliveryRow(laneId, delivery)));
  const puts = rows.map(Item => ({ PutRequest: { Item } }));
  await writeBatches(client, TableName, puts);
}

async function isRecorded(deliveries: Deliveries, record: DeliveryRecord): Promise<boolean> {
  const { parked, round } = record;
  if (round !== undefined) return await isWaitedRecorded(deliveries, { ...record, round });
  if (parked !== undefined) return await isFirstRecorded(deliveries, record, parked);
  // Given up at its only attempt. What has a round came to wait by another run.
  const update = await deliveryUpdate(deliveries, record, {
    condition: `attribute_not_exists(#round) AND ${mayFollow.exhausted.condition}`,
    values: mayFollow.exhausted.values,
  });
  return (await conditionalUpdate(deliveries.client, update)).isWritten;
}

/** It and its first place, or neither. */
async function isFirstRecorded(
  deliveries: Deliveries,
  record: DeliveryRecord,
  parked: Parked,
): Promise<boolean> {
  const { client, TableName, laneId } = deliveries;
  // Also what was given up comes to wait again: in a recovery.
  const Update = await deliveryUpdate(deliveries, record, mayFollow.exhausted);
  const failed = await transact(client, {
    delivery: { Update },
    place: {
      Put: {
        TableName,
        Item: { ...parkedRow(laneId, parked) },
        ConditionExpression: 'attribute_not_exists(laneId)',
      },
    },
  });
  return failed === undefined;
}

async function isWaitedRecorded(deliveries: Deliveries, record: WaitedRecord): Promise<boolean> {
  const { condition, values } = mayFollow[record.delivery.state];
  const update = await deliveryUpdate(deliveries, record, {
    condition: `(attribute_not_exists(#round) OR #round = :is_round) AND ${condition}`,
    values: { ...values, ':is_round': record.round },
  });
  const { isWritten, item } = await conditionalUpdate(deliveries.client, update);
  if (isWritten) return await isPlaceRecorded(deliveries, record);
  if (item !== undefined) await noteAttempt(deliveries, record, item);
  return false;
}

/** What of a delivery may be followed by each state, within its round. */
const mayFollow: Readonly<Record<DeliveryState, Pick<Condition, 'condition' | 'values'>>> = {
  pending: {
    condition: '(attribute_not_exists(#state) OR #state = :is_pending)',
    values: { ':is_pending': 'pending' },
  },
  exhausted: {
    condition: '(attribute_not_exists(#state) OR #state <> :is_delivered)',
    values: { ':is_delivered': 'delivered' },
  },
  delivered: {
    condition: '(attribute_not_exists(#state) OR attribute_exists(#state))',
    values: {},
  },
};

/** Its row as an update, so that its condition says what it found. */
async function deliveryUpdate(
  { TableName, laneId }: Deliveries,
  { delivery, parked, round = parked?.round }: DeliveryRecord,
  { condition, values }: Pick<Condition, 'condition' | 'values'>,
): Promise<ItemUpdate> {
  const { laneId: _, deliveryId: __, ...row } = await deliveryRow(laneId, delivery, round);
  return updateOf(
    { TableName, Key: { laneId, deliveryId: delivery.deliveryId } },
    { ...{ cursor: undefined, gap: undefined, nextAttemptAtMs: undefined }, ...row },
    { condition, names: {}, values },
  );
}

/** Its next place, or the end of the one that it had, if that is of the same round still. */
async function isPlaceRecorded(
  { client, TableName, laneId }: Deliveries,
  { delivery: { deliveryId }, parked, round }: WaitedRecord,
): Promise<boolean> {
  const about = { TableName, Key: { laneId: parkedKey(laneId), deliveryId } };
  const isOfRound = {
    condition: '#round = :is_round',
    names: { '#round': 'round' },
    values: { ':is_round': round },
  };
  if (parked === undefined) return await isRemoved(client, about, isOfRound);
  const { laneId: _, deliveryId: __, ...row } = parkedRow(laneId, parked);
  const optional = { attemptedAtMs: undefined, isFixed: undefined, isTest: undefined };
  const update = updateOf(about, { ...optional, ...row }, isOfRound);
  return (await conditionalUpdate(client, update)).isWritten;
}

/** Whether it is not there any more; one that does not meet the condition is there still. */
async function isRemoved(
  client: DynamoDBDocumentClient,
  about: { readonly TableName: string; readonly Key: Readonly<Record<string, string>> },
  { condition, names, values }: Condition,
): Promise<boolean> {
  const command = new DeleteCommand({
    ...{ TableName: about.TableName, Key: { ...about.Key } },
    ConditionExpression: `attribute_not_exists(laneId) OR ${condition}`,
    ExpressionAttributeNames: { ...names },
    ExpressionAttributeValues: { ...values },
  });
  return await retryOnConflict(async () => {
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (error instanceof TransactionConflictException) return conflict;
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
}

/** In the round that began meanwhile, people see the attempt that was under way. */
async function noteAttempt(
  { client, TableName, laneId }: Deliveries,
  { delivery: { deliveryId, attempts }, round: taken }: WaitedRecord,
  found: Item,
): Promise<void> {
  const attempt = attempts.at(-1);
  let item: Item | undefined = found;
  for (let made = 0; made < maxNotes && item !== undefined; made += 1) {
    const round = roundOf(item);
    const noted = attempt && withAttempt(item, attempt);
    if (round === undefined || round === taken || noted === undefined) return;
    const update = updateOf({ TableName, Key: { laneId, deliveryId } }, noted, {
      condition: '#round = :is_round AND #attemptCount = :is_count',
      names: { '#round': 'round' },
      values: { ':is_round': round, ':is_count': noted.attemptCount - 1 },
    });
    const { isWritten, item: next } = await conditionalUpdate(client, update);
    if (isWritten) return;
    item = next;
  }
}

/** How a delivery waits that was not recorded. In the round that the run took it from, it does not. */
async function standing(
  { client, TableName, laneId }: Deliveries,
  { delivery: { deliveryId }, round }: DeliveryRecord,
): Promise<SupersededDelivery> {
  const key = { laneId: parkedKey(laneId), deliveryId };
  const [item] = await readKeys(client, TableName, [key]);
  const parked = item && parkedOf(item);
  return { deliveryId, ...(parked && parked.round !== round && { parked }) };
}
