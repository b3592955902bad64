import type { ChannelName, Target } from '../../core/wire/event.ts';
import type { EventPayload, EventType, StateEventType } from '../../core/wire/payloads.ts';
import type { Priority } from '../../core/wire/priority.ts';
import type { OutboxEventType, OutgoingEvent } from './outgoing-event.ts';

/** What an event of that type holds: as documented, or any object for a type of one's own. */
export type DataOf<T extends string> = T extends EventType
  ? EventPayload<T>
  : Readonly<Record<string, unknown>>;

/** The required parts that a builder does not have yet. */
type Missing = 'an address: to(…) or on(…)' | 'data(…)';

/**
 * An event being written, step by step; every step gives a new builder. `build` is there once the
 * event has its data and an address.
 */
export interface EventBuilder<T extends string, Lacks extends Missing> {
  /** Whom it is for: those only see it, and admins on `global`. */
  to(target: Target): EventBuilder<T, Exclude<Lacks, 'an address: to(…) or on(…)'>>;
  /** Its home channel. Without one it is at home in the inbox of those it is for. */
  on(channel: ChannelName): EventBuilder<T, Exclude<Lacks, 'an address: to(…) or on(…)'>>;
  data(data: DataOf<T>): EventBuilder<T, Exclude<Lacks, 'data(…)'>>;
  /** Default: normal. */
  priority(priority: Priority): EventBuilder<T, Lacks>;
  /** Who says it. Default: the publisher's source. */
  from(source: string): EventBuilder<T, Lacks>;
  /** Whose doing it is, and in what context; travels as metadata. */
  about(
    context: Pick<OutgoingEvent, 'userId' | 'sessionId' | 'correlationId' | 'traceparent'>,
  ): EventBuilder<T, Lacks>;
  /** The same key makes one event. */
  key(idempotencyKey: string): EventBuilder<T, Lacks>;
  /** The event, for `publisher.send`, which holds it against the contract. */
  readonly build: [Lacks] extends [never] ? () => OutgoingEvent : `not before ${Lacks}`;
}

/** A type that may be sent. One that a table's changes make may not: its error names the rule. */
export type SendableType<T extends string> = T extends StateEventType
  ? `${T} comes from a write to its table, by an action of the publisher`
  : T;

/**
 * Begins an event: of a documented type, whose payload the compiler then checks, or of a type of
 * one's own.
 */
export function event<const T extends OutboxEventType | (string & {})>(
  type: T & SendableType<T>,
): EventBuilder<T, Missing> {
  // The mark of what is missing is for the compiler alone: `send` refuses such an event too.
  return builderOf<T>({ type }) as unknown as EventBuilder<T, Missing>;
}

function builderOf<T extends string>(
  draft: Pick<OutgoingEvent, 'type'> & Partial<OutgoingEvent>,
): EventBuilder<T, never> {
  const withPart = (part: Partial<OutgoingEvent>) => builderOf<T>({ ...draft, ...part });
  return {
    to: target => withPart({ target: { ...draft.target, ...target } }),
    on: channel => withPart({ channel }),
    data: data => withPart({ data: data as Readonly<Record<string, unknown>> }),
    priority: priority => withPart({ priority }),
    from: source => withPart({ source }),
    about: context => withPart(context),
    key: idempotencyKey => withPart({ idempotencyKey }),
    build: () => ({ data: {}, ...draft }),
  };
}
