import * as z from 'zod';

/** There is nothing to say beside the credential; a page of the front door sends `{}`. */
export const nothingSchema = z.strictObject({}).meta({ id: 'Nothing', example: {} });

/** A session that has begun. */
export const sessionSchema = z
  .strictObject({
    expiresAt: z.int().describe('When its token expires, and the browser forgets the cookie'),
  })
  .meta({ id: 'Session', example: { expiresAt: 1_795_262_400_000 } });

/** A session that is over. */
export const endedSessionSchema = z
  .strictObject({ ended: z.literal(true) })
  .meta({ id: 'EndedSession', example: { ended: true } });
