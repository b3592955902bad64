import * as z from 'zod';
import { disabledReasons } from '../webhook.ts';
import { id, timeMs } from './field.ts';

const count = z.int().min(0);

/** The `source` of what webhooks report. */
export const webhookSource = 'webhooks';

/** The payloads of what webhooks report of themselves; no webhook is sent them. */
export const webhookPayloads = {
  /** Deliveries of it were attempted as often as they may be, and are given up until someone redelivers. */
  'webhook.exhausted': z.looseObject({
    webhookId: id,
    deliveries: count,
    firstDeliveryId: z.string(),
    lastDeliveryId: z.string(),
    failingSince: timeMs.optional(),
  }),
  /** It takes deliveries again, after it had failed five times in a row or more. */
  'webhook.recovered': z.looseObject({
    webhookId: id,
    failingSince: timeMs,
    waiting: count,
  }),
  /** The system sends it nothing any more, until someone enables it. */
  'webhook.disabled': z.looseObject({
    webhookId: id,
    reason: z.enum(disabledReasons),
    failingSince: timeMs.optional(),
  }),
} as const;
