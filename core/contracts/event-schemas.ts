import * as z from 'zod';
import { homeOf } from '../channel/channels.ts';
import {
  channelEventSchema,
  metadataSchema,
  reservedEventTypes,
  targetSchema,
} from '../wire/event.ts';
import { type EventType, isEventType, isStateEventType, payloadSchemas } from '../wire/payloads.ts';
import { eventSummaries } from './event-summaries.ts';
import { type JsonSchema, jsonSchemasOf } from './json-schemas.ts';

/** Every event type with a documented payload. */
export const eventTypes: readonly EventType[] = Object.keys(payloadSchemas).filter(isEventType);

/** The name of the schema of every other event. */
export const otherEvent = 'OtherEvent';

/** The names of the schemas that an event is valid against one of. */
export const eventSchemaNames: readonly string[] = [...eventTypes, otherEvent];

/**
 * The schema of each event, and of what stands in several of them, by name: that of an event by its
 * type. An event is valid against exactly one of those that {@link eventSchemaNames} lists.
 */
export const eventSchemas: Readonly<Record<string, z.ZodType>> = {
  EventMetadata: metadataSchema,
  EventTarget: targetSchema,
  ...Object.fromEntries(eventTypes.map(type => [type, eventSchemaOf(type)])),
  [otherEvent]: otherEventSchema(),
};

function eventSchemaOf(type: EventType): z.ZodType {
  return channelEventSchema
    .extend({
      type: z.literal(type),
      data: payloadSchemas[type],
      // The Outbox brings none of these elsewhere.
      ...(isStateEventType(type) && { channel: z.literal(homeOf(type)) }),
    })
    .describe(eventSummaries[type]);
}

/** One that only the Outbox brings, with whatever its sender put into it. */
function otherEventSchema(): z.ZodType {
  const known = [...eventTypes, ...reservedEventTypes];
  const type = channelEventSchema.shape.type.meta({ not: { enum: known } });
  return channelEventSchema
    .extend({ type })
    .describe('An event of a type that is not documented, as its sender made it');
}

/** One of these is what an event is. */
export function oneEvent(at: string): JsonSchema {
  return { oneOf: eventSchemaNames.map(name => ({ $ref: `${at}${name}` })) };
}

const description = `Every event of GalloBets Realtime: its envelope, and its data by type. The schema of one type is \`#/$defs/<type>\`.

Events may gain fields; ignore what you do not know. Types that are not listed come through the Outbox, as \`${otherEvent}\`.`;

/** The JSON Schema (2020-12) of every event. */
export function eventsDocument(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Event',
    description,
    ...oneEvent('#/$defs/'),
    $defs: jsonSchemasOf(eventSchemas, { sentBy: 'server' }),
  };
}
