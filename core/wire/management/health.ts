import * as z from 'zod';

export const overallHealth = ['healthy', 'degraded', 'unhealthy'] as const;

export type OverallHealth = (typeof overallHealth)[number];

/** What anyone may know: whether it works. */
export const healthSchema = z
  .strictObject({ status: z.enum(overallHealth) })
  .meta({ id: 'Health', example: { status: 'healthy' } });
