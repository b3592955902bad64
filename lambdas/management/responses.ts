import type { z } from '@hono/zod-openapi';
import { problemSchema } from '../../core/wire/management/problem.ts';
import { problem, problemContentType } from '../../core/wire/problem.ts';
import { problemCodes } from '../../core/wire/problem-code.ts';

/** A response with a JSON body, as a route declares it. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } } as const;
}

/** A request's JSON body. Always required: a body that may be absent would not be checked at all. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** The JSON body of a DELETE, which may be left away; its route has `optionalBody` among its middleware. */
export function optionalJsonBody<T extends z.ZodType>(schema: T) {
  return { required: false, content: { 'application/json': { schema } } } as const;
}

/** Of a document of the API, which is the same for everyone until the next deploy. */
export const documentHeaders = { 'cache-control': 'public, max-age=300' };

/** Every status that a route can refuse with, and what it says. */
const meanings = {
  400: 'The request is not as expected',
  401: 'No valid token',
  403: 'Not for this caller',
  404: 'There is no such thing',
  405: 'The path has other methods',
  409: 'It does not stand so, or there is another of that id',
  413: 'The body has more than 64 KB, or than the operation takes',
  415: 'The body is not JSON',
  422: 'The key was used for something else',
  429: 'Too many requests',
  503: 'Not right now',
} as const;

type RefusalStatus = keyof typeof meanings;

/** How a route declares that it can refuse with these statuses. */
export function refusals<S extends RefusalStatus>(...statuses: readonly S[]) {
  return Object.fromEntries(statuses.map(status => [status, refusal(status)])) as Record<
    S,
    ReturnType<typeof refusal>
  >;
}

function refusal(status: RefusalStatus) {
  const codes = problemCodes.filter(code => problem(code, '').status === status);
  const [code = 'UNAVAILABLE'] = codes;
  const example = problem(code, 'what was received, and what was expected');
  const passes = status === 429 || status === 503;
  return {
    description: `${meanings[status]}: ${codes.map(name => `\`${name}\``).join(', ')}`,
    content: { [problemContentType]: { schema: problemSchema, example } },
    ...(passes ? { headers: { 'retry-after': retryAfter } } : {}),
  };
}

const retryAfter = {
  description: 'Seconds after which to try again',
  required: true,
  schema: { type: 'integer' as const, minimum: 1 },
};

/** The refusals of every route for a signed-in caller. */
export const callerRefusals = refusals(400, 401, 403, 429, 503);

/** What a route adds that takes a body. */
export const bodyRefusals = refusals(413, 415);
