import * as z from 'zod';
import { id } from './field.ts';

const text = z.string().optional();
const reference = id.optional();
const quantity = z.number().optional();

/**
 * The payloads of the types that come through the Outbox: no table's change makes them, so each
 * names what readers may count on finding there and allows all else.
 */
export const outboxPayloads = {
  notification: z.looseObject({ title: text, message: text, link: text }),
  dashboardUpdate: z.looseObject({ dashboard: text }),
  reportUpdate: z.looseObject({ reportId: reference, status: text, link: text }),
  userUpdate: z.looseObject({ userId: reference }),
  systemAlert: z.looseObject({ component: text, message: text }),
  ODDS_UPDATE: z.looseObject({ fightId: reference }),
  /** `exposure` and `limit` are amounts, in minor currency units. */
  EXPOSURE_ALERT: z.looseObject({
    fightId: reference,
    exposure: quantity,
    limit: quantity,
    currency: text,
  }),
  COMPLIANCE_ALERT: z.looseObject({ userId: reference, rule: text, message: text }),
  TEST_BROADCAST: z.looseObject({ message: text }),
  HEALTH_CHECK: z.looseObject({ message: text, sentAt: quantity }),
} as const;
