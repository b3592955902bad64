import type { Target } from '../../../core/wire/event.ts';
import type { Priority } from '../../../core/wire/priority.ts';
import type { PublishResult } from '../item-write.ts';
import type { ItemWriter } from '../item-writer.ts';
import type { KnownPayload, OutboxEventType, OutgoingEvent } from '../outgoing-event.ts';

/** Whom a message is for: a user, users (100 at most), or a target in full. */
export type Recipients = string | readonly string[] | Target;

/** What may be given beside the message itself. */
export type MessageOptions = Pick<
  OutgoingEvent,
  'priority' | 'channel' | 'userId' | 'sessionId' | 'correlationId' | 'idempotencyKey'
>;

/** Sends a message of one type. */
export type Send<T extends OutboxEventType> = (
  to: Recipients,
  data: KnownPayload<T>,
  options?: MessageOptions,
) => Promise<PublishResult>;

/** The function that sends messages of that type, at that priority unless another is given. */
export function messageOf<T extends OutboxEventType>(
  writer: ItemWriter,
  type: T,
  priority: Priority = 'normal',
): Send<T> {
  return async (to, data, options = {}) =>
    await writer.send({ type, priority, data, target: targetOf(to), ...options });
}

function targetOf(to: Recipients): Target {
  if (typeof to === 'string') return { users: [to] };
  return isList(to) ? { users: [...to] } : to;
}

function isList(to: readonly string[] | Target): to is readonly string[] {
  return Array.isArray(to);
}

/** Messages to users or roles, in their `inbox`. */
export function messageActions(writer: ItemWriter) {
  return {
    notification: messageOf(writer, 'notification'),
    dashboardUpdate: messageOf(writer, 'dashboardUpdate'),
    reportUpdate: messageOf(writer, 'reportUpdate'),
    userUpdate: messageOf(writer, 'userUpdate'),
    systemAlert: messageOf(writer, 'systemAlert', 'high'),
  };
}
