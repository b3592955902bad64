import type { ChannelEvent, ChannelName } from '../../../core/wire/event.ts';
import type { betPayloads } from '../../../core/wire/payload/bets.ts';
import type { fightPayloads } from '../../../core/wire/payload/fights.ts';
import type { financePayloads } from '../../../core/wire/payload/finance.ts';
import type { outboxPayloads } from '../../../core/wire/payload/outbox.ts';
import type { servicePayloads } from '../../../core/wire/payload/services.ts';
import type { streamingPayloads } from '../../../core/wire/payload/streaming.ts';
import type { systemPayloads } from '../../../core/wire/payload/system.ts';
import type { userPayloads } from '../../../core/wire/payload/users.ts';
import type { EventPayload, EventType } from '../../../core/wire/payloads.ts';

/** The types that changes of state make, by the channel they are at home on. */
interface HomeTypes {
  readonly system: keyof typeof systemPayloads;
  readonly fights: keyof typeof fightPayloads;
  readonly bets: keyof typeof betPayloads;
  readonly users: keyof typeof userPayloads;
  readonly finance: keyof typeof financePayloads;
  readonly streaming: keyof typeof streamingPayloads;
}

/** Whoever writes to the Outbox says on which channel it is told. */
type AnywhereTypes = keyof typeof outboxPayloads | keyof typeof servicePayloads;

/** The event types with a documented payload that a reader of the channel can meet. */
export type EventTypeOn<C extends ChannelName> = C extends keyof HomeTypes
  ? HomeTypes[C] | AnywhereTypes
  : EventType;

/** An event whose payload is known by its type. */
export type EventOf<T extends EventType> = Omit<ChannelEvent, 'type' | 'data'> & {
  readonly type: T;
  readonly data: EventPayload<T>;
};

/** The event that a handler for this name gets: typed if the type is documented on the channel. */
export type EventNamed<C extends ChannelName, T extends string> =
  T extends EventTypeOn<C> ? EventOf<T> : ChannelEvent;
