import type { z } from 'zod';
import { betPayloads } from './payload/bets.ts';
import { fightPayloads } from './payload/fights.ts';
import { financePayloads } from './payload/finance.ts';
import { outboxPayloads } from './payload/outbox.ts';
import { paymentStreamPayloads } from './payload/payment-streams.ts';
import { servicePayloads } from './payload/services.ts';
import { streamingPayloads } from './payload/streaming.ts';
import { systemPayloads } from './payload/system.ts';
import { userPayloads } from './payload/users.ts';
import { webhookPayloads } from './payload/webhooks.ts';
import { workflowPayloads } from './payload/workflows.ts';

/** The payloads of the types that only a change of state makes (events.md), by type. */
export const statePayloadSchemas = {
  ...systemPayloads,
  ...fightPayloads,
  ...betPayloads,
  ...userPayloads,
  ...financePayloads,
  ...streamingPayloads,
  ...paymentStreamPayloads,
  ...workflowPayloads,
  ...webhookPayloads,
} as const;

/**
 * What `data` holds, by event type. All are open: a new field is no breaking change. The Outbox may
 * bring types that are not here; their `data` is any object.
 */
export const payloadSchemas = {
  ...statePayloadSchemas,
  ...outboxPayloads,
  ...servicePayloads,
} as const;

/** A type that only a change of state makes; the Outbox may not use it. */
export type StateEventType = keyof typeof statePayloadSchemas;

/** Every event type with a documented payload. */
export type EventType = keyof typeof payloadSchemas;

/** The `data` of an event of that type. */
export type EventPayload<T extends EventType> = Readonly<z.infer<(typeof payloadSchemas)[T]>>;

/** Whether only a change of state makes events of this type. */
export function isStateEventType(type: string): type is StateEventType {
  return Object.hasOwn(statePayloadSchemas, type);
}

/** Whether the type has a documented payload. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(payloadSchemas, type);
}
