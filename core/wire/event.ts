import * as z from 'zod';
import { openObject } from './open-object.ts';
import { priorities } from './priority.ts';

/** The names of the channels an event can call home. */
export const channelNames = [
  'system',
  'fights',
  'bets',
  'users',
  'finance',
  'streaming',
  'payment-streams',
  'workflows',
  'notifications',
  'global',
  'inbox',
] as const;

export type ChannelName = (typeof channelNames)[number];

/** What a stream is of: one channel, or `live`: several at once, in the order of the log of `global`. */
export const streamNames = [...channelNames, 'live'] as const;

export type StreamName = (typeof streamNames)[number];

/**
 * Whom an event is for. Without `users`, `roles` and `connections` it is for every reader of its
 * channel; with any of them it is for those only (and, on `global`, for admins).
 */
export const targetSchema = z.strictObject({
  users: z.array(z.string().min(1).max(128)).max(100).optional(),
  roles: z.array(z.string().min(1).max(64)).max(20).optional(),
  connections: z.array(z.string().min(1).max(128)).max(100).optional(),
  channels: z.array(z.enum(channelNames)).max(channelNames.length).optional(),
});

export type Target = Readonly<z.infer<typeof targetSchema>>;

/** Context that travels with an event; unknown keys are allowed so that old readers survive. */
export const metadataSchema = z.looseObject({
  userId: z.string().optional(),
  sessionId: z.string().optional(),
  correlationId: z.string().optional(),
  /** Of W3C Trace Context, version 00: the trace that its write was made in (docs/tracing.md). */
  traceparent: z.string().optional(),
  target: targetSchema.optional(),
});

export type EventMetadata = Readonly<z.infer<typeof metadataSchema>>;

/** An event's type as it stands in SSE `event:` and in the Outbox (events.md). No CR, LF or NUL fits. */
export const eventTypePattern = /^[A-Za-z][A-Za-z0-9._:-]{0,63}$/;

/**
 * Names that mean something else on a stream: our own frames, and what every EventSource dispatches
 * by itself. An event of such a type would pass for one of them, so an Outbox item with it is
 * quarantined. One frame name for all events would need no list, but then nobody could listen by
 * type. A frame that is added must be added here.
 */
export const reservedEventTypes: readonly string[] = [
  'connected',
  'ping',
  'gap',
  'reconnect',
  'error',
  'open',
  'message',
];

/** The one envelope everywhere: SSE, polling, sockets, webhooks. `timestamp` is in milliseconds. */
export const channelEventSchema = z.strictObject({
  id: z.string().min(1).max(256),
  type: z.string().regex(eventTypePattern),
  timestamp: z.number().int().nonnegative(),
  priority: z.enum(priorities),
  source: z.string().min(1).max(128),
  version: z.literal('1.0'),
  channel: z.enum(channelNames),
  data: openObject('expected an object'),
  metadata: metadataSchema.optional(),
});

/** One event as clients receive it. `timestamp` is milliseconds since the Unix epoch. */
export type ChannelEvent = Readonly<z.infer<typeof channelEventSchema>>;
