import * as z from 'zod';
import { channelNames } from '../event.ts';

/** What an SSE token shall be good for. */
export const tokenRequestSchema = z
  .strictObject({
    channels: z
      .array(z.enum(channelNames))
      .min(1)
      .max(channelNames.length)
      .optional()
      .describe('The only channels that it opens; all that the role may read, by default'),
  })
  .meta({ id: 'TokenRequest', example: { channels: ['fights', 'bets'] } });

/** An SSE token. */
export const issuedTokenSchema = z
  .strictObject({
    token: z.string().describe('For `?token=` of channel streams and of `GET /poll`'),
    expiresAt: z.int().describe('At most an hour ahead, and never after the session'),
  })
  .meta({ id: 'IssuedToken', example: { token: 'eyJ…', expiresAt: 1_795_262_400_000 } });
