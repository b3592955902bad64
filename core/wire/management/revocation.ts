import * as z from 'zod';
import { anyTokenIdSchema } from '../token-id.ts';
import { userIdSchema } from '../user-id.ts';
import { pageFields, pageParameters } from './page.ts';
import { reasonSchema } from './reason.ts';

/** Who is to be let in no more. */
export const revocationRequestSchema = z
  .strictObject({
    userId: userIdSchema,
    tokenId: anyTokenIdSchema
      .optional()
      .describe('The `jti` of one token; every token issued until now, by default'),
    reason: reasonSchema,
  })
  .meta({ id: 'RevocationRequest', example: { userId: 'bea', reason: 'stolen phone' } });

/** A revocation that holds from now on. */
export const revokedSchema = z
  .strictObject({
    revokedAt: z.int(),
    connectionsEnded: z
      .int()
      .min(0)
      .describe('Open streams and sockets that were ended; a stream ends within 5 s'),
  })
  .meta({ id: 'Revoked', example: { revokedAt: 1_795_262_400_000, connectionsEnded: 2 } });

/** Which revocation is to be lifted, and why: in the body or in the query, but `userId` in one. */
const lift = {
  userId: userIdSchema.optional().describe('Whose'),
  tokenId: anyTokenIdSchema.optional().describe('The `jti` of one token'),
  reason: reasonSchema.optional(),
};

/** As a body. */
export const liftRequestSchema = z
  .strictObject(lift)
  .meta({ id: 'LiftRequest', example: { userId: 'bea', reason: 'phone was found' } });

/** The same, where there is no body. Not strict: beside it may stand `token`. */
export const liftQuerySchema = z.object(lift);

/** A revocation that holds no more. */
export const liftedSchema = z
  .strictObject({ lifted: z.literal(true) })
  .meta({ id: 'Lifted', example: { lifted: true } });

/** Whose revocations, and from where on. Not strict: beside it may stand `token`. */
export const revocationQuerySchema = z.object({
  userId: userIdSchema.describe('Whose'),
  ...pageParameters,
});

/** A page of a user's revocations. */
export const revocationListSchema = z
  .strictObject({
    revocations: z.array(
      z.strictObject({
        userId: z.string(),
        tokenId: z.string().optional().describe('Absent: every token issued until `revokedAt`'),
        revokedAt: z.int(),
        by: z.string().describe('The admin who did it'),
        reason: z.string(),
      }),
    ),
    ...pageFields,
  })
  .meta({
    id: 'RevocationList',
    example: {
      revocations: [
        { userId: 'bea', revokedAt: 1_795_262_400_000, by: 'kim', reason: 'stolen phone' },
      ],
    },
  });
