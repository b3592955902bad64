import type { ChannelName, Target } from '../../core/wire/event.ts';
import type { EventPayload, EventType, StateEventType } from '../../core/wire/payloads.ts';
import type { Priority } from '../../core/wire/priority.ts';

/** An event on its way to the Outbox: one that is no change of state. */
export interface OutgoingEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Its home; may be left out for an event that is addressed: the inbox then. */
  readonly channel?: ChannelName;
  readonly target?: Target;
  /** Default: normal. */
  readonly priority?: Priority;
  /** Who says it. Default: the publisher's source. */
  readonly source?: string;
  /** Whose doing it is. */
  readonly userId?: string;
  readonly sessionId?: string;
  readonly correlationId?: string;
  /** The trace in which it is published, by W3C Trace Context. Default: the publisher's `traceparent`. */
  readonly traceparent?: string;
  /** The same key makes one event, however often it is sent while the first one is kept. */
  readonly idempotencyKey?: string;
}

/** The types with a documented payload that may be sent; all other types are made by state. */
export type OutboxEventType = Exclude<EventType, StateEventType>;

/** The payload of a type, without what else it may hold: so that a slip of the pen does not compile. */
export type KnownPayload<T extends EventType> = {
  readonly [Name in keyof EventPayload<T> as string extends Name
    ? never
    : Name]: EventPayload<T>[Name];
};
