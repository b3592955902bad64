import { type EventMetadata, reservedEventTypes, type Target } from '../wire/event.ts';
import { isObject } from '../wire/open-object.ts';
import { webhookPayloads, webhookSource } from '../wire/payload/webhooks.ts';
import { isEventType, isStateEventType, payloadSchemas } from '../wire/payloads.ts';
import type { Item } from './change.ts';
import { itemSchemas, type TableItem } from './item-schemas.ts';
import { type ItemProblem, problemsOf, shownValue } from './malformed-reason.ts';
import { plainJson } from './plain-json.ts';
import { withoutNulls } from './without-nulls.ts';
import type { EventDraft } from './write.ts';

type OutboxItem = TableItem<'Outbox'>;

/** What an Outbox item became: its event, or why it has none. */
export type OutboxResult =
  | { readonly kind: 'draft'; readonly draft: EventDraft }
  | { readonly kind: 'malformed'; readonly problems: readonly ItemProblem[] };

/** The event that an item put into the Outbox asks for. */
export function outboxEvent(newItem: Item): OutboxResult {
  const item: Record<string, unknown> = { ...newItem };
  for (const name of ['data', 'target']) {
    if (item[name] === undefined) continue;
    const plain = plainJson(item[name], name);
    if (plain.kind === 'problem') return malformed(plain.problem);
    item[name] = plain.value;
  }
  if (isObject(item.target)) item.target = withoutNulls(item.target);
  if (isObject(item.data)) item.data = withoutNulls(item.data, documentedFields(item.type));
  const parsed = itemSchemas.Outbox.safeParse(item);
  if (!parsed.success) return malformed(...problemsOf(item, parsed.error.issues));
  const problem = typeProblem(parsed.data) ?? addressProblem(parsed.data);
  if (problem !== undefined) return malformed(problem);
  return withPayloadChecked(parsed.data);
}

/** The fields of `data` that clients count on; whatever else is there is the backend's own. */
function documentedFields(type: unknown): readonly string[] {
  return typeof type === 'string' && isEventType(type)
    ? Object.keys(payloadSchemas[type].shape)
    : [];
}

function malformed(...problems: readonly ItemProblem[]): OutboxResult {
  return { kind: 'malformed', problems };
}

/**
 * Events of state come from state only; what the quarantine and webhooks report of themselves is the
 * exception (events.md).
 */
function typeProblem({ type, source }: OutboxItem): ItemProblem | undefined {
  const received = shownValue(type);
  if (reservedEventTypes.includes(type)) {
    return { field: 'type', received, expected: 'a type that is no frame of the stream itself' };
  }
  if (!isStateEventType(type)) return undefined;
  if (type === 'SYSTEM_STATUS' && source === 'quarantine') return undefined;
  if (Object.hasOwn(webhookPayloads, type) && source === webhookSource) return undefined;
  const expected = "a type that is not made by a table's own changes";
  return { field: 'type', received, expected };
}

/**
 * Without a channel an event must be for someone, and the inbox holds nothing else. A list of no one
 * is refused: read as "no target", it would show everyone what was meant for a few.
 */
function addressProblem({ channel, target }: OutboxItem): ItemProblem | undefined {
  for (const list of ['users', 'roles', 'connections', 'channels'] as const) {
    if (target?.[list]?.length === 0) {
      const expected = 'at least one entry or no list';
      return { field: `target.${list}`, received: 'an empty list', expected };
    }
  }
  if (isAddressedTarget(target)) return undefined;
  const address = 'target.users, target.roles or target.connections';
  if (channel === undefined) {
    return { field: 'channel', received: 'missing', expected: `one, or else ${address}` };
  }
  const expected = `${address} as well`;
  if (channel === 'inbox') return { field: 'channel', received: '"inbox"', expected };
  return target?.channels?.includes('inbox')
    ? { field: 'target.channels', received: 'a list with "inbox"', expected }
    : undefined;
}

function isAddressedTarget(target: Target | undefined): boolean {
  return Boolean(target?.users ?? target?.roles ?? target?.connections);
}

function withPayloadChecked(item: OutboxItem): OutboxResult {
  if (isEventType(item.type)) {
    const payload = payloadSchemas[item.type].safeParse(item.data);
    if (!payload.success) {
      const issues = payload.error.issues.map(issue => ({
        ...issue,
        path: ['data', ...issue.path],
      }));
      return malformed(...problemsOf(item, issues));
    }
  }
  return { kind: 'draft', draft: draftOf(item) };
}

/**
 * The event's id is the item's `eventId`, where every other event's is made of its change: who
 * publishes knows that id, answers with it, and finds the event on a stream by it. The log drops
 * repetitions by it too, so an `eventId` names one event, once, even if its item is written again.
 */
function draftOf(item: OutboxItem): EventDraft {
  const { eventId, type, priority = 'normal', channel = 'inbox', source = 'Outbox', data } = item;
  return { rule: 'sent', id: eventId, type, priority, channel, source, data, ...metadataOf(item) };
}

function metadataOf({ userId, sessionId, correlationId, target }: OutboxItem): {
  metadata?: EventMetadata;
} {
  const given = Object.entries({ userId, sessionId, correlationId, target }).filter(
    ([, value]) => value !== undefined,
  );
  return given.length === 0 ? {} : { metadata: Object.fromEntries(given) };
}
