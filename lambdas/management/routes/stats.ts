import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import {
  collectHourlyStats,
  type HourlyStatsPorts,
} from '../../../core/telemetry/collect-hourly-stats.ts';
import { collectStats, type StatsPorts } from '../../../core/telemetry/collect-stats.ts';
import { statsAnswerSchema, statsQuerySchema } from '../../../core/wire/management/hourly-stats.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { callerRefusals, json } from '../responses.ts';

/** What is going on, and what went on: connections, events, latency, errors. */
export function statsRoutes(ports: CallerPorts & StatsPorts & HourlyStatsPorts) {
  const getStats = createRoute({
    method: 'get',
    path: '/stats',
    operationId: 'getStats',
    tags: ['Operations'],
    summary: 'Connections, events, latency and errors of the last minutes, or of hours',
    description:
      'For admins and operators; an operator gets the channels that operators read. Over all environments of all functions. `Stats` without `per`, `HourlyStats` with it.',
    middleware: [signedIn(ports, { roles: ['admin', 'operator'] })] as const,
    request: { query: statsQuerySchema },
    responses: {
      200: json('What was counted', statsAnswerSchema),
      ...callerRefusals,
    },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(getStats, async context => {
    const reader = context.get('identity');
    const { per, from, to } = context.req.valid('query');
    if (per !== undefined) {
      return context.json(await collectHourlyStats(reader, { from, to }, ports), 200);
    }
    if (from !== undefined || to !== undefined) {
      const detail = 'received from or to without per; expected per=hour beside them';
      throw new Refused('QUERY_INVALID', detail);
    }
    return context.json(await collectStats(reader, ports), 200);
  });
}
