import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import type { betPayloads } from '../../../core/wire/payload/bets.ts';
import type { fightPayloads } from '../../../core/wire/payload/fights.ts';
import type { financePayloads } from '../../../core/wire/payload/finance.ts';
import type { outboxPayloads } from '../../../core/wire/payload/outbox.ts';
import type { paymentStreamPayloads } from '../../../core/wire/payload/payment-streams.ts';
import type { servicePayloads } from '../../../core/wire/payload/services.ts';
import type { streamingPayloads } from '../../../core/wire/payload/streaming.ts';
import type { systemPayloads } from '../../../core/wire/payload/system.ts';
import type { userPayloads } from '../../../core/wire/payload/users.ts';
import type { workflowPayloads } from '../../../core/wire/payload/workflows.ts';
import type { EventPayload, EventType, StateEventType } from '../../../core/wire/payloads.ts';

/** The types that changes of state make, by the channel they are at home on. */
interface HomeTypes {
  readonly system: keyof typeof systemPayloads;
  readonly fights: keyof typeof fightPayloads;
  readonly bets: keyof typeof betPayloads;
  readonly users: keyof typeof userPayloads;
  readonly finance: keyof typeof financePayloads;
  readonly streaming: keyof typeof streamingPayloads;
  readonly 'payment-streams': keyof typeof paymentStreamPayloads;
  readonly workflows: keyof typeof workflowPayloads;
}

/** Whoever writes an Outbox item names its channel. */
type AnywhereTypes = keyof typeof outboxPayloads | keyof typeof servicePayloads;

/** The event types with a documented payload that a reader of the channel can meet. */
export type EventTypeOn<C extends ChannelName> = C extends keyof HomeTypes
  ? HomeTypes[C] | AnywhereTypes
  : EventType;

/** The fields that a schema names, without the index signature of an open object. */
type Named<T> = { readonly [K in keyof T as string extends K ? never : K]: T[K] };

/**
 * The `data` of an event of a type (docs/events.md). A state change's payload has the documented fields
 * alone, so that a misspelt one does not compile; one of the Outbox may have more, of type `unknown`.
 */
export type EventData<T extends EventType> = T extends StateEventType
  ? Named<EventPayload<T>>
  : EventPayload<T>;

type Envelope = Omit<ChannelEvent, 'type' | 'data'>;

/** An event whose payload is known by its type. */
export type EventOf<T extends EventType> = Envelope & {
  readonly type: T;
  readonly data: EventData<T>;
};

/**
 * The events of all documented types: a `switch` on `type` gives each its `data`.
 *
 * The server guarantees the payload, not the client, which parses the envelope only: events of state
 * are made by the fan-out, and an Outbox item of a documented type whose data does not fit its schema
 * is quarantined. Later versions add fields and types and change none, but a list of literals such as
 * a status may get longer: keep a `default`.
 */
export type KnownEvent = { readonly [T in EventType]: EventOf<T> }[EventType];

/**
 * An event of a type that this version does not know: a backend's own, or a newer server's. TypeScript
 * cannot say "any text but these", so its `type` stands as text in parentheses, which no event type
 * has; only that makes a comparison with a known type rule this one out. It is any text in fact: a
 * handler by name (`on('chat.message', …)`) takes it, or a comparison as `string`.
 */
export type UnknownEvent = Envelope & {
  readonly type: `(${string})`;
  readonly data: ChannelEvent['data'];
};

/** Any event that a channel may deliver. Assignable to `ChannelEvent`, whose `type` is any text. */
export type ReceivedEvent = KnownEvent | UnknownEvent;

/** The event that a handler for this name gets: typed if the type is documented on the channel. */
export type EventNamed<C extends ChannelName, T extends string> =
  T extends EventTypeOn<C> ? EventOf<T> : ChannelEvent;
