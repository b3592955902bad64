import * as z from 'zod';
import { drainStateSchema } from './drain.ts';

/** From best to worst. */
export const overallHealth = ['healthy', 'degraded', 'unhealthy'] as const;

export type OverallHealth = (typeof overallHealth)[number];

const status = z.enum(overallHealth);

/** Whether to return more than the status. Not strict: beside it may stand `token`. */
export const healthQuerySchema = z.object({
  details: z
    .enum(['true', 'false'], 'expected true or false')
    .optional()
    .describe('`true`, for admins: each component, and the error rate'),
});

/** Whether it works; to admins who ask for it, what of it. */
export const healthSchema = z
  .strictObject({
    status,
    draining: drainStateSchema
      .optional()
      .describe('While nobody is let in because of maintenance; of that the status says nothing'),
    checkedAt: z.int().optional(),
    components: z
      .array(
        z.strictObject({
          name: z.string(),
          status,
          latencyMs: z.int().min(0),
          detail: z.string().optional(),
        }),
      )
      .optional(),
    errors: z
      .strictObject({
        status,
        requests: z.int().min(0),
        rate: z.number().min(0).max(1).describe('Failures of ours per request; no refusals'),
      })
      .optional(),
  })
  .meta({
    id: 'Health',
    example: {
      status: 'degraded',
      checkedAt: 1_795_262_400_000,
      components: [
        { name: 'event-log', status: 'healthy', latencyMs: 6 },
        { name: 'audit', status: 'degraded', latencyMs: 2_000, detail: 'no answer within 2000 ms' },
      ],
      errors: { status: 'healthy', requests: 240, rate: 0.004 },
    },
  });

/** The answer of `GET /health`. */
export type Health = z.infer<typeof healthSchema>;
