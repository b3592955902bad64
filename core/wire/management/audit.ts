import * as z from 'zod';
import { auditOutcomes } from '../audit-outcome.ts';
import { momentSchema } from './moment.ts';
import { pageFields, pageParameters } from './page.ts';

/** Which entries. Not strict: beside it may stand `token`. */
export const auditQuerySchema = z.object({
  actor: z.string().min(1).max(128).optional().describe('Only of this user, or of `anonymous`'),
  action: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Only this action, such as `open_stream` or `create_pago_proposal`'),
  from: momentSchema
    .optional()
    .describe('From this moment’s minute on, as milliseconds or ISO 8601; a day ago by default'),
  to: momentSchema.optional().describe('Before this moment, in the same forms; now by default'),
  ...pageParameters,
});

const auditEntrySchema = z.strictObject({
  id: z.string(),
  at: z.int(),
  actor: z.string(),
  role: z.string().optional(),
  action: z.string(),
  subject: z.string().optional(),
  outcome: z.enum(auditOutcomes),
  code: z.string().optional().describe('Of a refusal or a failure'),
  count: z
    .int()
    .min(1)
    .describe('How often within the minute; more than once only of the same refusal or failure'),
  lastAt: z.int(),
  sourceIp: z.string(),
  correlationId: z.string().describe('By which its log lines are found; of the last one'),
  reason: z.string().optional(),
});

/** A page of entries, newest first. */
export const auditPageSchema = z
  .strictObject({ entries: z.array(auditEntrySchema), ...pageFields })
  .meta({
    id: 'AuditList',
    example: {
      entries: [
        {
          id: '2026-11-21T12:00:00.000Z#c0ffee',
          at: 1_795_262_400_000,
          actor: 'kim',
          role: 'admin',
          action: 'disconnect_user',
          subject: 'user#bea',
          outcome: 'done',
          count: 1,
          lastAt: 1_795_262_400_000,
          sourceIp: '203.0.113.7',
          correlationId: '8f0c1d52-0b67-4d8e-9f0e-2c4f4a1b7a11',
          reason: 'fraud',
        },
      ],
    },
  });

/** The answer of `GET /audit`. */
export type AuditPage = Readonly<z.infer<typeof auditPageSchema>>;

export type AuditEntryView = AuditPage['entries'][number];
