import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import type { OutgoingItem } from '../../../core/publish/outbox.ts';
import type {
  ClaimResult,
  HeldLane,
  Lane,
  LaneStore,
  LaneWrite,
} from '../../../core/webhook/lane.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { isNotStored, outboxAttributes } from '../changes/outbox-table.ts';
import { conditionalUpdate, type ItemUpdate, updateOf } from '../dynamodb/conditional-update.ts';
import type { Condition } from '../dynamodb/is-as-read.ts';
import { transact } from '../dynamodb/transact.ts';
import { createLaneDeliveries } from './lane-deliveries.ts';
import {
  dueAttributes,
  laneAttributes,
  leaseOf,
  webhookOf,
  webhookWithLane,
} from './webhook-row.ts';

type Item = Readonly<Record<string, unknown>>;
type Lease = Parameters<LaneStore['claim']>[1];
type More = Parameters<LaneStore['write']>[2];

/** Where lanes are kept, what is on its way in them, and what they report. */
export interface LaneTables {
  readonly webhooksTableName: string;
  readonly webhookDeliveriesTableName: string;
  readonly outboxTableName: string;
}

/** Each failed claim, and each wake-up that was not left, is another run's having done something. */
const maxClaims = 8;

const noLease = { leaseId: undefined, leaseUntilMs: undefined, wanted: undefined };

/**
 * The lanes in the table Webhooks. Each write is on condition of the lease: a run that was believed
 * dead writes nothing more. While a lease is held the index has its end as the lane's next moment, so
 * that what a killed run left is found.
 */
export function createLaneStore(client: DynamoDBDocumentClient, tables: LaneTables): LaneStore {
  return {
    claim: (webhookId, lease) => claim(client, tables.webhooksTableName, webhookId, lease),
    write: (held, lane, more) => write(client, tables, { held, lane, more }),
    release: (held, lane) => release(client, tables.webhooksTableName, held, lane),
    ...createLaneDeliveries(client, tables.webhookDeliveriesTableName),
  };
}

async function claim(
  client: DynamoDBDocumentClient,
  TableName: string,
  webhookId: string,
  { leaseId, nowMs, untilMs }: Lease,
): Promise<ClaimResult> {
  const about = { TableName, Key: { webhookId } };
  const claiming = updateOf(
    about,
    {
      ...{ leaseId, leaseUntilMs: untilMs, wanted: undefined },
      ...dueAttributes(webhookId, untilMs),
    },
    {
      condition:
        'attribute_exists(laneId) AND (attribute_not_exists(#leaseId) OR #leaseUntilMs <= :is_now)',
      names: {},
      values: { ':is_now': nowMs },
    },
  );
  for (let made = 0; made < maxClaims; made += 1) {
    const { isWritten, item } = await conditionalUpdate(client, claiming, 'ALL_OLD');
    if (item?.laneId === undefined) return { kind: 'missing' };
    const { leaseId: other, wanted = false } = leaseOf(item);
    // Ours already where the answer to the first attempt was lost: what it found is not known then.
    if (isWritten || other === leaseId) {
      const isUnclean = other !== undefined;
      return { kind: 'claimed', held: { ...webhookWithLane(item), leaseId, isUnclean } };
    }
    // Its holder clears the mark before it looks, and so looks after what woke us.
    if (wanted) return { kind: 'held' };
    if (other === undefined) continue;
    // Only with the very run that was seen: one that released it meanwhile looks no more.
    const marking = updateOf(about, { wanted: true }, heldBy(other));
    if ((await conditionalUpdate(client, marking)).isWritten) return { kind: 'held' };
  }
  const message = `the lane of ${webhookId} was neither claimed nor found held in ${maxClaims} attempts`;
  throw new AppError('LEASE_CONTENDED', message);
}

async function release(
  client: DynamoDBDocumentClient,
  TableName: string,
  { webhook: { webhookId }, leaseId }: HeldLane,
  lane: Lane,
): Promise<'released' | 'wanted' | 'lost'> {
  const about = { TableName, Key: { webhookId } };
  const isHeld = heldBy(leaseId);
  const releasing = updateOf(
    about,
    {
      ...{ ...laneAttributes(lane), ...noLease, releasedId: leaseId },
      ...dueAttributes(webhookId, lane.dueAtMs),
    },
    { ...isHeld, condition: `${isHeld.condition} AND attribute_not_exists(#wanted)` },
  );
  const { isWritten, item } = await conditionalUpdate(client, releasing);
  if (isWritten) return 'released';
  const found = item && leaseOf(item);
  // Where the answer to the first attempt was lost.
  if (found?.leaseId === undefined && found?.releasedId === leaseId) return 'released';
  if (found?.leaseId !== leaseId) return 'lost';
  const goingOn = updateOf(about, { wanted: undefined }, isHeld);
  return (await conditionalUpdate(client, goingOn)).isWritten ? 'wanted' : 'lost';
}

/** What a run writes, on condition of its lease. */
interface RunWrite {
  readonly held: HeldLane;
  readonly lane: Lane;
  readonly more: More;
}

async function write(
  client: DynamoDBDocumentClient,
  tables: LaneTables,
  run: RunWrite,
): Promise<LaneWrite> {
  const { held, more } = run;
  const { disable, events = [] } = more;
  const isHeld = heldBy(held.leaseId);
  if (disable !== undefined) {
    const { reason, version, event } = disable;
    const update = runUpdate(
      tables,
      run,
      { status: 'disabled', reason, version: version + 1 },
      {
        ...{ condition: `${isHeld.condition} AND #version = :is_version`, names: isHeld.names },
        values: { ...isHeld.values, ':is_version': version },
      },
    );
    const written = await attempt(client, tables, update, {
      events: event === undefined ? events : [...events, event],
      keptFromMs: more.untilMs,
    });
    if (written.kind === 'written') return written;
    // Someone changed it: whatever it was to be disabled for, the next look judges anew.
    if (written.found === undefined || leaseOf(written.found).leaseId !== held.leaseId) {
      return { kind: 'lost' };
    }
  }
  const written = await attempt(client, tables, runUpdate(tables, run, {}, isHeld), {
    events,
    keptFromMs: more.untilMs,
  });
  return written.kind === 'written' ? written : { kind: 'lost' };
}

function runUpdate(
  { webhooksTableName: TableName }: LaneTables,
  { held: { webhook }, lane, more: { untilMs } }: RunWrite,
  settings: Item,
  condition: Condition,
): ItemUpdate {
  const { webhookId } = webhook;
  return updateOf(
    { TableName, Key: { webhookId } },
    {
      ...{ ...laneAttributes(lane), ...settings, leaseUntilMs: untilMs },
      ...dueAttributes(webhookId, untilMs),
    },
    condition,
  );
}

type Attempt =
  | Extract<LaneWrite, { kind: 'written' }>
  | { readonly kind: 'refused'; readonly found: Item | undefined };

interface EventsOfWrite {
  readonly events: readonly OutgoingItem[];
  /** The end of the lease, a little later than now: they are kept for a while after it. */
  readonly keptFromMs: number;
}

/** The lane alone, or with its events all or nothing; an event that is there already is none to add. */
async function attempt(
  client: DynamoDBDocumentClient,
  tables: LaneTables,
  update: ItemUpdate,
  { events, keptFromMs }: EventsOfWrite,
): Promise<Attempt> {
  if (events.length === 0) {
    const { isWritten, item } = await conditionalUpdate(client, update, 'ALL_NEW');
    return isWritten && item
      ? { kind: 'written', webhook: webhookOf(item) }
      : { kind: 'refused', found: item };
  }
  const puts = new Map(
    events.map(event => [event.eventId, eventPut(tables.outboxTableName, event, keptFromMs)]),
  );
  // Each round has an event less, or is the last.
  for (;;) {
    const failed = await transact<string>(client, {
      ...Object.fromEntries(puts),
      '#lane': { Update: { ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    });
    if (failed === undefined) break;
    const lane = failed['#lane'];
    if (lane !== undefined) return { kind: 'refused', found: lane.item };
    for (const eventId of Object.keys(failed)) puts.delete(eventId);
  }
  const { TableName, Key } = update;
  const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item ? { kind: 'written', webhook: webhookOf(Item) } : { kind: 'refused', found: Item };
}

function eventPut(TableName: string, event: OutgoingItem, keptFromMs: number) {
  return {
    Put: {
      TableName,
      Item: arrivingAttributes(outboxAttributes(event, keptFromMs)),
      ConditionExpression: isNotStored,
    },
  };
}

function heldBy(leaseId: string): Condition {
  return {
    condition: '#leaseId = :is_held',
    names: { '#leaseId': 'leaseId' },
    values: { ':is_held': leaseId },
  };
}
