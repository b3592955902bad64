import type * as z from 'zod';
import { type Channel, channels } from '../channel/channels.ts';
import { liveQuerySchema, streamQuerySchema } from '../stream/stream-query.ts';
import type { ChannelName } from '../wire/event.ts';
import { type FrameName, frameSchemas } from '../wire/stream-frames.ts';
import { type ChannelItem, type Message, type Operation, refTo } from './async-api-document.ts';
import { type DocumentPart, message, messagesIn, messagesOf } from './document-part.ts';
import { eventTypes, otherEvent } from './event-schemas.ts';
import { eventSummaries } from './event-summaries.ts';
import { type JsonSchema, jsonSchemasOf } from './json-schemas.ts';

/** What each frame that is no event is for. */
const frameSummaries: Readonly<Record<FrameName, string>> = {
  connected: 'The first message of a stream: whose it is, and from where it goes on',
  ping: 'Keeps a quiet stream open, and moves the cursor past what is for other readers',
  gap: 'Events are missing before what follows',
  reconnect: 'The stream ends by plan: come back with your cursor, but after `replaced`',
  error: 'What to do before coming back',
};

const frameNames = Object.keys(frameSchemas) as readonly FrameName[];

const frameMessageName = (frame: FrameName): string => `frame.${frame}`;

/** The `data` of frames that are no events, by the name of their message. */
export const frameMessageSchemas: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  frameNames.map(frame => [frameMessageName(frame), frameSchemas[frame]]),
);

const declared: readonly Channel[] = channels;

/** Those whose logs have what is at home elsewhere too; that is never addressed, so the inbox has none. */
const carriers: readonly ChannelName[] = ['notifications', 'global'];

/** The channels, each read as Server-Sent Events, and Live, which is several at once. */
export function streamPart(): DocumentPart {
  const live: ChannelItem = {
    address: '/',
    title: 'Live',
    description:
      'Several channels by one stream, on one cursor: each event once. Read by everyone signed in, of the channels that they may read.',
    messages: messagesOf(framesAnd(eventTypes)),
    'x-readers': 'signed-in',
  };
  const all = [
    ...declared.map(channel => [channel.name, channelOf(channel), streamQuerySchema] as const),
    ['live', live, liveQuerySchema] as const,
  ];
  return {
    channels: Object.fromEntries(all.map(([name, channel]) => [name, channel])),
    operations: Object.fromEntries(
      all.map(([name, channel, query]) => [`stream.${name}`, operationOf(name, channel, query)]),
    ),
    messages: { ...eventMessages(), ...frameMessages() },
  };
}

function channelOf({ name, title, readers, permission, eventTypes: own }: Channel): ChannelItem {
  const roles = readers === 'signed-in' ? 'everyone signed in' : readers.join(', ');
  const others =
    permission === undefined ? '' : `, and by whoever has the permission ${permission}`;
  return {
    address: '/',
    title,
    description: `Read by ${roles}${others}.`,
    messages: messagesOf(framesAnd(carriers.includes(name) ? eventTypes : typesOn(own))),
    'x-readers': readers,
    ...(permission !== undefined && { 'x-permission': permission }),
  };
}

/** Those at home on a channel, and what the Outbox may bring there. */
function typesOn(own: readonly string[]): readonly string[] {
  const elsewhere = new Set<string>(declared.flatMap(channel => channel.eventTypes));
  return eventTypes.filter(type => own.includes(type) || !elsewhere.has(type));
}

const framesAnd = (types: readonly string[]): readonly string[] => [
  ...frameNames.map(frameMessageName),
  ...types,
  otherEvent,
];

function operationOf(name: string, { title, messages }: ChannelItem, query: z.ZodType): Operation {
  return {
    action: 'send',
    channel: refTo('channels', name),
    summary: `A stream of ${title}, one event after the other`,
    messages: messagesIn(name, Object.keys(messages)),
    bindings: { http: { method: 'GET', query: queryOf(query), bindingVersion: '0.3.0' } },
  };
}

function queryOf(query: z.ZodType): JsonSchema {
  return jsonSchemasOf({ query }, { sentBy: 'client' }).query ?? {};
}

function eventMessages(): Readonly<Record<string, Message>> {
  const other = message(otherEvent, otherEvent, 'An event of another type, by the Outbox', {
    headers: frameFields({ type: 'string' }),
  });
  const known = eventTypes.map(type => {
    const headers = frameFields({ const: type });
    return [type, message(type, type, eventSummaries[type], { headers })] as const;
  });
  return { ...Object.fromEntries(known), [otherEvent]: other };
}

function frameMessages(): Readonly<Record<string, Message>> {
  return Object.fromEntries(
    frameNames.map(frame => {
      const name = frameMessageName(frame);
      const headers = frameFields({ const: frame });
      return [name, message(name, frame, frameSummaries[frame], { headers })];
    }),
  );
}

/** The fields of a frame beside `data`, which is the payload (WHATWG HTML, 9.2.6). */
function frameFields(event: JsonSchema): JsonSchema {
  return {
    type: 'object',
    required: ['event'],
    properties: {
      event,
      id: { type: 'string', description: 'The cursor, wherever the frame moves it' },
    },
  };
}
