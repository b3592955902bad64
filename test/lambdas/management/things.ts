import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { AppError } from '../../../core/wire/app-error.ts';
import { Refused } from '../../../core/wire/refused.ts';
import type { ManagementEnv } from '../../../lambdas/management/caller.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
  refusals,
} from '../../../lambdas/management/responses.ts';

const thingSchema = z
  .strictObject({
    name: z.string().min(1, 'expected a name').max(8),
    count: z.int().max(3).optional(),
    accessToken: z.string().max(4).optional(),
    list: z.array(z.strictObject({ side: z.enum(['red', 'blue']) })).optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    target: z
      .union(
        [
          z.strictObject({ users: z.array(z.string().max(8)) }),
          z.strictObject({ all: z.literal(true) }),
        ],
        'expected users or all',
      )
      .optional(),
  })
  .meta({ id: 'Thing' });

const makeThing = createRoute({
  method: 'post',
  path: '/things/{id}',
  operationId: 'makeThing',
  request: {
    params: z.object({ id: z.string().max(8, 'expected at most 8 characters') }),
    query: z.object({
      limit: z.coerce.number().int().max(100, 'expected a whole number from 1 to 100').optional(),
      streams: z
        .preprocess(value => [value].flat(), z.array(z.string().min(1, 'expected a name')).max(3))
        .optional(),
    }),
    body: jsonBody(thingSchema),
  },
  responses: { 200: json('The thing', thingSchema), ...callerRefusals, ...bodyRefusals },
});

const getThing = createRoute({
  method: 'get',
  path: '/things/{id}',
  operationId: 'getThing',
  security: [],
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json('The thing', thingSchema), ...refusals(400, 401, 503) },
});

/** Two routes of which the shell has everything to check. */
export function things() {
  return new OpenAPIHono<ManagementEnv>()
    .openapi(makeThing, context => context.json(context.req.valid('json'), 200))
    .openapi(getThing, context => {
      const { id } = context.req.valid('param');
      if (id === 'broken') throw new Error('the password of the store is 1234');
      if (id === 'astray') throw new AppError('INPUT_INVALID', 'received no page of ours');
      if (id === 'refused') throw new Refused('TOKEN_REFUSED', 'no');
      if (id === 'closed') throw new Refused('UNAVAILABLE', 'later', { afterSec: 7 });
      return context.json({ name: id }, 200);
    });
}
