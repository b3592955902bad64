import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type PublishPorts, publish } from '../../../core/publish/publish.ts';
import { everyone } from '../../../core/wire/addressee.ts';
import type { ChannelName } from '../../../core/wire/event.ts';
import {
  type EventRequest,
  healthCheckSchema,
  publishedSchema,
  publishHeadersSchema,
  publishRequestSchema,
  testBroadcastSchema,
} from '../../../core/wire/management/events.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { givenTrace } from '../given-trace.ts';
import { bodyRefusals, callerRefusals, json, jsonBody, refusals } from '../responses.ts';

type EventPorts = CallerPorts & PublishPorts;

/** Whoever may publish without being an admin. */
const publishPermission = 'events:publish';

/** Publishing: to someone, to channels, to everyone. */
export function eventRoutes(ports: EventPorts) {
  const { postEvents, testBroadcast, checkHealth } = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(postEvents, async context => {
      const body = context.req.valid('json');
      const { 'idempotency-key': key, ...headers } = context.req.valid('header');
      const requests = 'events' in body ? body.events : [body];
      context.set('audited', { subject: subjectOf(requests) });
      const { userId } = context.get('identity');
      return context.json(
        await publish(withTrace(withKey(requests, key), givenTrace(headers)), userId, ports),
        200,
      );
    })
    .openapi(testBroadcast, async context => {
      const { channel, message = 'a test' } = context.req.valid('json');
      const { userId } = context.get('identity');
      const target = targetOfTest(channel);
      context.set('audited', { subject: subjectOf([{ target }]) });
      const event = { target, type: 'TEST_BROADCAST', data: { message } };
      return context.json(await publish([event], userId, ports), 200);
    })
    .openapi(checkHealth, async context => {
      const { message = 'are you there?' } = context.req.valid('json');
      const { userId } = context.get('identity');
      const target = { broadcast: true } as const;
      const event = { target, type: 'HEALTH_CHECK', data: { message, sentAt: ports.now() } };
      context.set('audited', { subject: subjectOf([event]) });
      return context.json(await publish([event], userId, ports), 200);
    });
}

function routesFor(ports: EventPorts) {
  const responses = {
    200: json('They are published', publishedSchema),
    ...callerRefusals,
    ...bodyRefusals,
  };
  const admins = signedIn(ports, { roles: ['admin'] });
  return {
    postEvents: createRoute({
      method: 'post',
      path: '/events',
      operationId: 'publishEvents',
      tags: ['Events'],
      description: 'For admins, and for tokens with the permission `events:publish`.',
      summary: 'Publishes an event, or several together, by a write to the Outbox',
      middleware: signedIn(ports, { roles: ['admin'], permission: publishPermission }),
      request: { headers: publishHeadersSchema, body: jsonBody(publishRequestSchema) },
      responses: { ...responses, ...refusals(404, 422) },
    }),
    testBroadcast: createRoute({
      method: 'post',
      path: '/test-broadcast',
      operationId: 'testBroadcast',
      tags: ['Events'],
      description: 'For admins.',
      summary: 'Sends a test event to one channel, or to everyone',
      middleware: admins,
      request: { body: jsonBody(testBroadcastSchema) },
      responses,
    }),
    checkHealth: createRoute({
      method: 'post',
      path: '/health',
      operationId: 'checkHealth',
      tags: ['Operations'],
      description: 'For admins.',
      summary: 'Sends a health check to every connection',
      middleware: admins,
      request: { body: jsonBody(healthCheckSchema) },
      responses,
    }),
  };
}

/** The header is a single event's own key, for clients that set it on every request they repeat. */
function withKey(
  requests: readonly EventRequest[],
  key: string | undefined,
): readonly EventRequest[] {
  if (key === undefined) return requests;
  const [only] = requests;
  if (only === undefined || requests.length > 1) {
    const detail =
      'received the header idempotency-key for several events; expected idempotencyKey in each';
    throw new Refused('QUERY_INVALID', detail);
  }
  const { idempotencyKey = key } = only;
  if (idempotencyKey !== key) {
    const detail = 'received two different keys, in the header and in the body; expected one';
    throw new Refused('BODY_INVALID', detail);
  }
  return [{ ...only, idempotencyKey }];
}

/** The inbox holds nothing that is for no one: there a test is for everyone. */
function targetOfTest(channel: ChannelName | undefined): EventRequest['target'] {
  if (channel === undefined) return { broadcast: true };
  return channel === 'inbox' ? { roles: [everyone] } : { channels: [channel] };
}

const maxNamed = 3;

/** What the header names, where an event names none. */
function withTrace(
  requests: readonly EventRequest[],
  traceparent: string | undefined,
): readonly EventRequest[] {
  if (traceparent === undefined) return requests;
  return requests.map(request => ({ traceparent, ...request }));
}

/** For the audit: `user#ana`, `channel#fights`, `everyone`, and how many more. */
function subjectOf(requests: readonly Pick<EventRequest, 'target'>[]): string {
  const named = requests.flatMap(({ target }) =>
    'broadcast' in target
      ? ['everyone']
      : Object.entries(target).flatMap(([kind, ids]) =>
          [ids].flat().map(id => `${kind.replace(/s$/, '')}#${id}`),
        ),
  );
  const more = named.length - maxNamed;
  return `${named.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
