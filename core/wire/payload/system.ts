import * as z from 'zod';
import { durationMs, id } from './field.ts';

export const healthStatuses = ['ok', 'degraded', 'down'] as const;
export const maintenanceStatuses = ['on', 'off'] as const;
export const severities = ['low', 'medium', 'high', 'critical'] as const;

/** The payloads at home on `system`. */
export const systemPayloads = {
  /** `reportId` is absent from quarantine reports, which come through the Outbox. */
  SYSTEM_STATUS: z.looseObject({
    reportId: id.optional(),
    component: z.string().optional(),
    status: z.enum(healthStatuses),
    message: z.string().optional(),
  }),
  /** `query` has every literal replaced by `?`. */
  DATABASE_PERFORMANCE: z.looseObject({
    reportId: id,
    query: z.string().optional(),
    durationMs,
    thresholdMs: durationMs,
    severity: z.enum(severities).optional(),
  }),
  SYSTEM_MAINTENANCE: z.looseObject({
    reportId: id,
    component: z.string().optional(),
    status: z.enum(maintenanceStatuses),
    message: z.string().optional(),
  }),
} as const;
