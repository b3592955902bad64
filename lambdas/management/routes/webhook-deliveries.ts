import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { deliveryDetail, deliveryView } from '../../../core/webhook/manage/delivery-view.ts';
import { findWebhook } from '../../../core/webhook/manage/find-webhook.ts';
import { redeliver } from '../../../core/webhook/manage/redeliver.ts';
import { findDelivery, listDeliveries } from '../../../core/webhook/manage/seen-deliveries.ts';
import { nothingSchema } from '../../../core/wire/management/session.ts';
import {
  deliveriesQuerySchema,
  deliveryAcceptedSchema,
  deliveryDetailSchema,
  deliveryListSchema,
  deliveryPathSchema,
  webhookPathSchema,
} from '../../../core/wire/management/webhooks.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { bodyRefusals, callerRefusals, json, jsonBody, refusals } from '../responses.ts';
import { managePortsOf, type WebhookPorts } from '../webhook-manager.ts';

type DeliveryRoutePorts = CallerPorts & WebhookPorts;

/** What was sent to a webhook, what came of each attempt, and sending it again. */
export function webhookDeliveryRoutes(ports: DeliveryRoutePorts) {
  const { now, webhooks, deliveries: store } = ports;
  const { list, one, again } = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(list, async context => {
      const { id } = context.req.valid('param');
      const { state, limit, next } = context.req.valid('query');
      const caller = context.get('identity');
      const found = await findWebhook(id, caller, webhooks);
      const page = await listDeliveries(found.webhook, { state, limit, next }, caller, store);
      const deliveries = await Promise.all(
        page.deliveries.map(async each => await deliveryView(each, found)),
      );
      const behind = page.next === undefined ? {} : { next: page.next };
      return context.json({ at: now(), deliveries, ...behind }, 200);
    })
    .openapi(one, async context => {
      const { id, deliveryId } = context.req.valid('param');
      const caller = context.get('identity');
      const found = await findWebhook(id, caller, webhooks);
      const delivery = await findDelivery(found.webhook, deliveryId, caller, store);
      return context.json({ at: now(), delivery: await deliveryDetail(delivery, found) }, 200);
    })
    .openapi(again, async context => {
      const { id, deliveryId } = context.req.valid('param');
      context.set('audited', { reason: `delivery ${deliveryId}` });
      await redeliver(id, deliveryId, context.get('identity'), managePortsOf(ports));
      return context.json({ deliveryId }, 202);
    });
}

const path = '/webhooks/{id}/deliveries';

function routesFor(ports: DeliveryRoutePorts) {
  const shared = {
    tags: ['Webhooks'],
    description:
      'For admins; operators have those of their own webhooks. Of events that the caller may read.',
    middleware: signedIn(ports, { roles: ['admin', 'operator'] }),
  };
  return {
    list: createRoute({
      ...shared,
      method: 'get',
      path,
      operationId: 'listWebhookDeliveries',
      summary: 'What was sent to a webhook, the newest first',
      request: { params: webhookPathSchema, query: deliveriesQuerySchema },
      responses: { 200: json('A page', deliveryListSchema), ...callerRefusals, ...refusals(404) },
    }),
    one: createRoute({
      ...shared,
      method: 'get',
      path: `${path}/{deliveryId}`,
      operationId: 'getWebhookDelivery',
      summary: 'A delivery, with what is posted and what came of each attempt',
      request: { params: deliveryPathSchema },
      responses: {
        200: json('The delivery', deliveryDetailSchema),
        ...callerRefusals,
        ...refusals(404),
      },
    }),
    again: createRoute({
      ...shared,
      method: 'post',
      path: `${path}/{deliveryId}/redeliver`,
      operationId: 'redeliverWebhookDelivery',
      summary: 'Attempts a delivery again, at once and as often as a new one',
      request: { params: deliveryPathSchema, body: jsonBody(nothingSchema) },
      responses: {
        202: json('It is attempted next', deliveryAcceptedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
  };
}
