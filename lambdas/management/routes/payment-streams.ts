import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { createPaymentStream } from '../../../core/payment-stream/create-payment-stream.ts';
import { findPaymentStream } from '../../../core/payment-stream/find-payment-stream.ts';
import { listPaymentStreams } from '../../../core/payment-stream/list-payment-streams.ts';
import { paymentStreamView } from '../../../core/payment-stream/payment-stream-view.ts';
import type { StoredPaymentStream } from '../../../core/payment-stream/stored-payment-stream.ts';
import {
  newPaymentStreamSchema,
  type PaymentStreamAnswer,
  paymentStreamAnswerSchema,
  paymentStreamListSchema,
  paymentStreamPathSchema,
  paymentStreamsQuerySchema,
} from '../../../core/wire/management/payment-streams.ts';
import { tracedHeadersSchema } from '../../../core/wire/management/traced-request.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { givenTrace } from '../given-trace.ts';
import type { ManagementPorts } from '../ports.ts';
import { bodyRefusals, callerRefusals, json, jsonBody, refusals } from '../responses.ts';

type PaymentStreamPorts = CallerPorts &
  Pick<ManagementPorts, 'paymentStreams' | 'paymentStreamLists'>;

/** Whoever may create payment streams without being staff. */
const createPermission = 'payment-streams:create';

/** Payment streams: making one, and what has accrued by now. */
export function paymentStreamRoutes(ports: PaymentStreamPorts) {
  const { now, paymentStreams: store, paymentStreamLists: lists } = ports;
  const { create, list, one } = routesFor(ports);
  /** The clock is read once the item is: nothing that the item says is later than `at`. */
  const answerOf = (stream: StoredPaymentStream): PaymentStreamAnswer => {
    const at = now();
    return { at, stream: paymentStreamView(stream, at) };
  };
  return new OpenAPIHono<ManagementEnv>()
    .openapi(create, async context => {
      const { streamId = randomUUID(), ...terms } = context.req.valid('json');
      context.set('audited', { subject: `payment-stream#${streamId}` });
      const trace = givenTrace(context.req.valid('header'));
      const asked = { streamId, ...terms };
      const { isNew, stream } = await createPaymentStream(asked, store, now(), trace);
      return context.json(answerOf(stream), isNew ? 201 : 200);
    })
    .openapi(list, async context => {
      const query = context.req.valid('query');
      const { items, next } = await listPaymentStreams(query, context.get('identity'), lists);
      const at = now();
      const streams = items.map(item => paymentStreamView(item, at));
      return context.json({ at, streams, ...(next !== undefined && { next }) }, 200);
    })
    .openapi(one, async context => {
      const { id } = context.req.valid('param');
      const stream = await findPaymentStream(id, context.get('identity'), store);
      return context.json(answerOf(stream), 200);
    });
}

function routesFor(ports: PaymentStreamPorts) {
  const tags = ['Payment streams'];
  const reading = {
    method: 'get' as const,
    tags,
    description: 'For everyone signed in by bearer or session: their own; staff see all.',
    middleware: signedIn(ports),
  };
  return {
    create: createRoute({
      method: 'post',
      path: '/streams',
      operationId: 'createPaymentStream',
      tags,
      summary: 'Creates a payment stream, by a write to PaymentStreams',
      description:
        'For admins and operators, and for tokens with the permission `payment-streams:create`.',
      middleware: signedIn(ports, {
        roles: ['admin', 'operator'],
        permission: createPermission,
      }),
      request: { headers: tracedHeadersSchema, body: jsonBody(newPaymentStreamSchema) },
      responses: {
        200: json('It was created before, with the same terms', paymentStreamAnswerSchema),
        201: json('It is created', paymentStreamAnswerSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(409),
      },
    }),
    list: createRoute({
      ...reading,
      path: '/streams',
      operationId: 'listPaymentStreams',
      summary: 'Payment streams, and what has accrued by now',
      request: { query: paymentStreamsQuerySchema },
      responses: { 200: json('A page of them', paymentStreamListSchema), ...callerRefusals },
    }),
    one: createRoute({
      ...reading,
      path: '/streams/{id}',
      operationId: 'getPaymentStream',
      summary: 'One payment stream, and what has accrued by now',
      request: { params: paymentStreamPathSchema },
      responses: {
        200: json('The payment stream', paymentStreamAnswerSchema),
        ...callerRefusals,
        ...refusals(404),
      },
    }),
  };
}
