import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type OpenApi, openApiSchema } from '../../../core/wire/management/open-api.ts';
import type { ManagementEnv } from '../caller.ts';
import type { ApiDocument } from '../document.ts';
import { documentHeaders, json, refusals } from '../responses.ts';

const getDocument = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDocument',
  tags: ['Operations'],
  summary: 'This document',
  description: 'For anyone.',
  security: [],
  responses: {
    200: json('The OpenAPI document of this API', openApiSchema),
    ...refusals(400, 403),
  },
});

export function documentRoutes(document: () => ApiDocument) {
  return new OpenAPIHono<ManagementEnv>().openapi(getDocument, context => {
    const servers = [{ url: new URL(context.req.url).origin }];
    const answer: OpenApi = { ...document(), openapi: '3.1.0', servers };
    return context.json(answer, 200, documentHeaders);
  });
}
