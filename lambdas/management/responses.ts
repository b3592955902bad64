import type { z } from '@hono/zod-openapi';
import { problemSchema } from '../../core/wire/management/problem.ts';
import { problemContentType } from '../../core/wire/problem.ts';

/** A response with a JSON body, as a route declares it. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } } as const;
}

const refusal = (description: string) =>
  ({ description, content: { [problemContentType]: { schema: problemSchema } } }) as const;

/** The refusals that every route with a signed-in caller can answer with. */
export const callerRefusals = {
  400: refusal('The request is not as expected'),
  401: refusal('No valid token'),
  403: refusal('Not for this role'),
  429: refusal('Too many requests'),
  503: refusal('Not right now'),
} as const;
