import { z } from 'zod';

const frameSchema = z.object({
  event: z.string(),
  requestId: z.string().optional(),
  data: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    proposal: z
      .object({ proposalId: z.string(), fromUserId: z.string(), toUserId: z.string() })
      .optional(),
  }),
});

/** What the demo bettors read of a server's frame. */
export type ServerFrame = Readonly<z.infer<typeof frameSchema>>;

/** The frame a message holds, or nothing when it is of another kind. */
export function serverFrame(message: unknown): ServerFrame | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    return frameSchema.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
