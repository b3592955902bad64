import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { contractFiles } from '../../../core/contracts/contract-files.ts';
import {
  type AsyncApi,
  asyncApiSchema,
  type EventSchemas,
  eventsSchema,
} from '../../../core/wire/management/contracts.ts';
import type { ManagementEnv } from '../caller.ts';
import type { ManagementPorts } from '../ports.ts';
import { documentHeaders, json, refusals } from '../responses.ts';

const getEventSchemas = createRoute({
  method: 'get',
  path: `/${contractFiles.events}`,
  operationId: 'getEventSchemas',
  tags: ['Operations'],
  summary: 'What each event holds, as JSON Schema',
  description: 'For anyone.',
  security: [],
  responses: {
    200: json('The JSON Schema of every event', eventsSchema),
    ...refusals(400, 403, 503),
  },
});

const getAsyncApi = createRoute({
  method: 'get',
  path: `/${contractFiles.asyncApi}`,
  operationId: 'getAsyncApi',
  tags: ['Operations'],
  summary: 'What is sent over streams, sockets and webhooks, as AsyncAPI',
  description: 'For anyone.',
  security: [],
  responses: {
    200: json('The AsyncAPI document of this deployment', asyncApiSchema),
    ...refusals(400, 403, 503),
  },
});

/** The documents by which machines know what is sent; the OpenAPI document is the app's own. */
export function contractRoutes({ contracts }: Pick<ManagementPorts, 'contracts'>) {
  return new OpenAPIHono<ManagementEnv>()
    .openapi(getEventSchemas, async context =>
      context.json((await contracts.events()) as EventSchemas, 200, documentHeaders),
    )
    .openapi(getAsyncApi, async context =>
      context.json((await contracts.asyncApi()) as unknown as AsyncApi, 200, documentHeaders),
    );
}
