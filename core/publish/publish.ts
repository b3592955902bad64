import { base64url } from '../base64url.ts';
import { canonical } from '../canonical.ts';
import { arrivingAttributes, storedAttributes } from '../change/attribute-value.ts';
import type { Item } from '../change/change.ts';
import { changeToEvents } from '../change/change-to-events.ts';
import type { ItemProblem } from '../change/malformed-reason.ts';
import type { Clock } from '../clock.ts';
import { lookForConnection, notOpen } from '../connection/find-connection.ts';
import type { LeaseDirectory } from '../connection/lease-directory.ts';
import { socketLifetimeMs } from '../connection/socket-connections.ts';
import { sha256 } from '../digest.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { ChannelEvent } from '../wire/event.ts';
import type { EventRequest, Published } from '../wire/management/events.ts';
import { Refused } from '../wire/refused.ts';
import { countAddressed } from './count-addressed.ts';
import type { Outbox, OutgoingItem } from './outbox.ts';
import { type Audience, outboxItem } from './outbox-item.ts';

/** What publishing works with. */
export interface PublishPorts {
  readonly outbox: Outbox;
  readonly directory: LeaseDirectory;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly statistics: Pick<Statistics, 'appended'>;
  /** How long a reader who left without a word may count as connected. */
  readonly longestLeaseSeconds: number;
  readonly now: Clock;
}

/** No event of the Outbox has an amount that could be large. */
const thresholds = { largeBetAmount: 0, largeTransactionAmount: 0 };

/**
 * Puts the events into the Outbox, all or none, and does nothing else: the write is the publish. What
 * the fan-out would quarantine is refused here, by the same rules.
 */
export async function publish(
  requests: readonly EventRequest[],
  callerId: string,
  ports: PublishPorts,
): Promise<Published> {
  refuseRepeatedKeys(requests);
  const nowMs = ports.now();
  const eventIds: string[] = [];
  const outgoing: OutgoingItem[] = [];
  const events: ChannelEvent[] = [];
  // Side by side: one that is not open is looked for more than once.
  const audiences = await Promise.all(requests.map(({ target }) => audienceOf(target, ports)));
  for (const [at, request] of requests.entries()) {
    const { idempotencyKey, traceparent, ...asked } = request;
    const { target: _, ...rest } = asked;
    const eventId =
      idempotencyKey === undefined
        ? globalThis.crypto.randomUUID()
        : await keyedId(callerId, idempotencyKey);
    // Without its trace: a retry is a span of its own.
    const fingerprint = await digestOf(canonical(asked));
    eventIds.push(eventId);
    const audience = audiences[at];
    if (audience === undefined) {
      await refuseUnlessPublished(request, { eventId, fingerprint }, ports);
      continue;
    }
    const publication = { ...rest, audience, traceparent };
    const item = outboxItem(publication, eventId, nowMs);
    const place = requests.length === 1 ? '' : `events.${at}.`;
    const storing = storedAttributes(item);
    if (storing.kind === 'problems') throw malformed(storing.problems, place);
    const { stored } = storing;
    events.push(eventOf(eventId, arrivingAttributes(stored), nowMs, place));
    outgoing.push({ eventId, stored, fingerprint });
  }
  const { connections, isAtLeast } = await countAddressed(events, ports.directory);
  // What was there before makes no event again.
  if (outgoing.length > 0) ports.statistics.appended('management', await store(outgoing, ports));
  return {
    eventIds,
    addressed: connections,
    note: `${isAtLeast ? 'at least so many; ' : ''}as of now; may count readers who left within the last ${ports.longestLeaseSeconds} s, and lost sockets until ${socketLifetimeMs / 60_000} minutes after they connected`,
  };
}

function refuseRepeatedKeys(requests: readonly EventRequest[]): void {
  const keys = requests.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  const repeated = keys.find((key, at) => keys.indexOf(key) !== at);
  if (repeated === undefined) return;
  const detail = `received the idempotencyKey ${repeated} twice; expected one of its own for each event`;
  throw new Refused('BODY_INVALID', detail);
}

/** `undefined` when it is for a connection that is not open. */
async function audienceOf(
  target: EventRequest['target'],
  ports: PublishPorts,
): Promise<Audience | undefined> {
  if (!('connection' in target)) return target;
  const connection = await lookForConnection(target.connection, ports);
  return connection && { connection };
}

/** What was published to a connection while it was open is answered again after it was closed. */
async function refuseUnlessPublished(
  { target, idempotencyKey }: EventRequest,
  { eventId, fingerprint }: { readonly eventId: string; readonly fingerprint: string },
  { outbox }: PublishPorts,
): Promise<void> {
  const found = idempotencyKey === undefined ? undefined : await outbox.find(eventId, fingerprint);
  if (found === 'reused') throw keyReused();
  if (found === undefined) throw notOpen('connection' in target ? target.connection : '');
}

/** The event that the fan-out will make of the item. */
function eventOf(eventId: string, newItem: Item, nowMs: number, place: string): ChannelEvent {
  const change = { table: 'Outbox', changeId: eventId, key: eventId, recordedAtMs: nowMs } as const;
  const result = changeToEvents({ ...change, newItem }, thresholds);
  if (result.kind === 'malformed') throw malformed(result.problems, place);
  const [encoded] = result.events;
  if (encoded === undefined) throw new TypeError(`expected one event of ${eventId}`);
  return encoded.event;
}

function malformed(problems: readonly ItemProblem[], place: string): Refused {
  const reasons = problems.map(
    ({ field, received, expected }) =>
      `received ${place}${field} as ${received}; expected ${expected}`,
  );
  return new Refused('BODY_INVALID', reasons.slice(0, 5).join('. '));
}

/** How many of the items are there only now. */
async function store(
  items: readonly OutgoingItem[],
  { outbox }: Pick<PublishPorts, 'outbox'>,
): Promise<number> {
  const put = await outbox.put(items);
  if (put.kind === 'unstorable') {
    throw new Refused('BODY_INVALID', 'received data that DynamoDB does not hold; expected other');
  }
  if (put.kind === 'reused') throw keyReused();
  return put.fresh;
}

function keyReused(): Refused {
  const detail = 'received an idempotencyKey that was used for another event; expected a new one';
  return new Refused('IDEMPOTENCY_KEY_REUSED', detail);
}

/** The same key of the same caller gives the same id; nobody else can guess it. */
async function keyedId(callerId: string, key: string): Promise<string> {
  return `key-${await digestOf(JSON.stringify([callerId, key]))}`;
}

async function digestOf(text: string): Promise<string> {
  return base64url(await sha256(text));
}
