import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type AnswerPollPorts, answerPoll } from '../../../core/stream/answer-poll.ts';
import { polledSchema, pollQuerySchema } from '../../../core/wire/management/poll.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { callerRefusals, json, refusals } from '../responses.ts';

type PollPorts = CallerPorts & AnswerPollPorts;

/** The channels by polling, for clients that cannot keep a stream open. */
export function pollRoutes(ports: PollPorts) {
  const getEvents = createRoute({
    method: 'get',
    path: '/poll',
    operationId: 'poll',
    tags: ['Events'],
    summary: 'The events of a channel after a cursor, as its stream would send them',
    description: 'For whoever may read the channel.',
    security: [{ bearer: [] }, { bearerInQuery: [] }, { sseToken: [] }, { session: [] }],
    middleware: signedIn(ports, { sseToken: true }),
    request: { query: pollQuerySchema },
    responses: {
      200: json('The events, and where to go on', polledSchema),
      ...callerRefusals,
      ...refusals(404),
    },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(getEvents, async context => {
    const answer = await answerPoll(context.req.valid('query'), context.get('identity'), ports);
    return context.json(answer, 200);
  });
}
