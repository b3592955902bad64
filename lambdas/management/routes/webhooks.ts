import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { addressHolder } from '../../../core/connection/address-holder.ts';
import { limitRate, publicKeyRate } from '../../../core/limit/rate-limit.ts';
import { changeWebhook } from '../../../core/webhook/manage/change-webhook.ts';
import { createWebhook } from '../../../core/webhook/manage/create-webhook.ts';
import { findWebhook } from '../../../core/webhook/manage/find-webhook.ts';
import { isBehind } from '../../../core/webhook/manage/is-behind.ts';
import { listWebhooks } from '../../../core/webhook/manage/list-webhooks.ts';
import { publicKeysOf } from '../../../core/webhook/manage/public-keys.ts';
import { recoverWebhook } from '../../../core/webhook/manage/recover-webhook.ts';
import { removeWebhook } from '../../../core/webhook/manage/remove-webhook.ts';
import { rotateKey } from '../../../core/webhook/manage/rotate-key.ts';
import { testWebhook } from '../../../core/webhook/manage/test-webhook.ts';
import { shownKey, webhookView } from '../../../core/webhook/manage/webhook-view.ts';
import type { WebhookWithLane } from '../../../core/webhook/webhook-store.ts';
import { nothingSchema } from '../../../core/wire/management/session.ts';
import {
  deliveryAcceptedSchema,
  recoveringSchema,
  recoverRequestSchema,
  rotatedSchema,
  rotateRequestSchema,
  webhookAnswerSchema,
  webhookChangeSchema,
  webhookCreatedSchema,
  webhookKeysSchema,
  webhookListSchema,
  webhookPathSchema,
  webhookRemovedSchema,
  webhookRequestSchema,
  webhooksQuerySchema,
} from '../../../core/wire/management/webhooks.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { optionalBody } from '../optional-body.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
  optionalJsonBody,
  refusals,
} from '../responses.ts';
import { managePortsOf, type WebhookPorts, webhookLogOf } from '../webhook-manager.ts';

type WebhookRoutePorts = CallerPorts & WebhookPorts;

/** Webhooks: setting them up, changing them, and having them go on. */
export function webhookRoutes(ports: WebhookRoutePorts) {
  const { now, rates, webhooks: store } = ports;
  const routes = routesFor(ports);
  /** The clock is read once the item is: nothing that the item says is later than `at`. */
  const answerOf = (found: WebhookWithLane, more = {}) => {
    const at = now();
    return { at, webhook: webhookView(found, at, more) };
  };
  return new OpenAPIHono<ManagementEnv>()
    .openapi(routes.create, async context => {
      const { webhookId = randomUUID(), ...wish } = context.req.valid('json');
      context.set('audited', { subject: `webhook#${webhookId}` });
      const manager = context.get('identity');
      const created = await createWebhook({ webhookId, ...wish }, manager, managePortsOf(ports));
      const webhook = webhookView(created, now());
      return context.json({ webhook, ...shownKey(created) }, 201);
    })
    .openapi(routes.list, async context => {
      const query = context.req.valid('query');
      const { found, next } = await listWebhooks(query, context.get('identity'), store);
      const at = now();
      const webhooks = found.map(each => webhookView(each, at));
      return context.json({ at, webhooks, ...(next !== undefined && { next }) }, 200);
    })
    .openapi(routes.one, async context => {
      const { id } = context.req.valid('param');
      const found = await findWebhook(id, context.get('identity'), store);
      const behind = await isBehind(found, webhookLogOf(ports));
      return context.json(answerOf(found, behind === undefined ? {} : { isBehind: behind }), 200);
    })
    .openapi(routes.change, async context => {
      const { id } = context.req.valid('param');
      const wish = context.req.valid('json');
      const manager = context.get('identity');
      const changed = await changeWebhook(id, wish, manager, managePortsOf(ports));
      return context.json(answerOf(changed), 200);
    })
    .openapi(routes.remove, async context => {
      const { id } = context.req.valid('param');
      await removeWebhook(id, context.get('identity'), ports);
      return context.json({ removed: true } as const, 200);
    })
    .openapi(routes.test, async context => {
      const { id } = context.req.valid('param');
      const manager = context.get('identity');
      const deliveryId = await testWebhook(id, manager, managePortsOf(ports));
      return context.json({ deliveryId }, 202);
    })
    .openapi(routes.recover, async context => {
      const { id } = context.req.valid('param');
      const { since: sinceMs, until: untilMs } = context.req.valid('json');
      const manager = context.get('identity');
      const asked = { sinceMs, untilMs };
      const part = await recoverWebhook(id, asked, manager, managePortsOf(ports));
      const { sinceMs: since, untilMs: until, isCut } = part;
      return context.json({ since, until, ...(isCut && { isCut }) }, 202);
    })
    .openapi(routes.rotate, async context => {
      const { id } = context.req.valid('param');
      const { overlapSeconds } = context.req.valid('json');
      const manager = context.get('identity');
      const rotated = await rotateKey(id, overlapSeconds, manager, managePortsOf(ports));
      const previousUntil = rotated.previousUntilMs;
      return context.json({ ...shownKey(rotated), previousUntil }, 200);
    })
    .openapi(routes.keys, async context => {
      const { id } = context.req.valid('param');
      const { sourceIp } = context.env.event.requestContext.http;
      await limitRate(rates, publicKeyRate, addressHolder(sourceIp));
      const keys = await publicKeysOf(id, ports);
      const shown = keys.map(({ publicKey, untilMs }) => ({
        publicKey,
        ...(untilMs !== undefined && { until: untilMs }),
      }));
      return context.json({ keys: shown }, 200);
    });
}

const path = '/webhooks/{id}';

function routesFor(ports: WebhookRoutePorts) {
  const shared = {
    tags: ['Webhooks'],
    description: 'For admins; operators have their own.',
    middleware: signedIn(ports, { roles: ['admin', 'operator'] }),
  };
  const ofOne = { params: webhookPathSchema };
  return {
    create: createRoute({
      ...shared,
      method: 'post',
      path: '/webhooks',
      operationId: 'createWebhook',
      summary: 'Sets a webhook up, and shows its secret once',
      description: 'For admins and operators. It is sent what they may read, as long as they may.',
      request: { body: jsonBody(webhookRequestSchema) },
      responses: {
        201: json('It is there, from the next event on', webhookCreatedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(409),
      },
    }),
    list: createRoute({
      ...shared,
      method: 'get',
      path: '/webhooks',
      operationId: 'listWebhooks',
      summary: 'Webhooks, and how they are doing',
      request: { query: webhooksQuerySchema },
      responses: { 200: json('A page of them', webhookListSchema), ...callerRefusals },
    }),
    one: createRoute({
      ...shared,
      method: 'get',
      path,
      operationId: 'getWebhook',
      summary: 'One webhook, and how it is doing',
      request: ofOne,
      responses: {
        200: json('The webhook', webhookAnswerSchema),
        ...callerRefusals,
        ...refusals(404),
      },
    }),
    change: createRoute({
      ...shared,
      method: 'patch',
      path,
      operationId: 'changeWebhook',
      summary: 'Changes, pauses or enables a webhook',
      description:
        'For admins; operators have their own. Whoever changes what it is sent, or where to, is its maker.',
      request: { ...ofOne, body: jsonBody(webhookChangeSchema) },
      responses: {
        200: json('As it is now', webhookAnswerSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
    remove: createRoute({
      ...shared,
      middleware: [shared.middleware, optionalBody],
      method: 'delete',
      path,
      operationId: 'removeWebhook',
      summary: 'Removes a webhook, and what waits for it',
      request: { ...ofOne, body: optionalJsonBody(nothingSchema) },
      responses: {
        200: json('It is not there any more', webhookRemovedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404),
      },
    }),
    test: createRoute({
      ...shared,
      method: 'post',
      path: `${path}/test`,
      operationId: 'testWebhook',
      summary: 'Posts an event of the type webhook.test, once',
      request: { ...ofOne, body: jsonBody(nothingSchema) },
      responses: {
        202: json('Its delivery, which can be looked at', deliveryAcceptedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
    recover: createRoute({
      ...shared,
      method: 'post',
      path: `${path}/recover`,
      operationId: 'recoverWebhook',
      summary: 'Goes through a part of the log again, for what was not delivered',
      request: { ...ofOne, body: jsonBody(recoverRequestSchema) },
      responses: {
        202: json('It is begun', recoveringSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
    rotate: createRoute({
      ...shared,
      method: 'post',
      path: `${path}/rotate`,
      operationId: 'rotateWebhookKey',
      summary: 'Makes a new key, and shows its secret once',
      request: { ...ofOne, body: jsonBody(rotateRequestSchema) },
      responses: {
        200: json('It signs from now on', rotatedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
    keys: createRoute({
      method: 'get',
      path: `${path}/keys`,
      operationId: 'getWebhookKeys',
      tags: shared.tags,
      summary: 'What verifies the messages of a webhook that signs v1a',
      description: 'For anyone.',
      security: [],
      request: ofOne,
      responses: {
        200: json('The public keys, the newest first', webhookKeysSchema),
        ...refusals(400, 404, 429, 503),
      },
    }),
  };
}
