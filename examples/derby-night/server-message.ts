import { z } from 'zod';

const messageSchema = z.object({
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

/** What the demo bettors read of a server's message. */
export type ServerMessage = Readonly<z.infer<typeof messageSchema>>;

/** The message that a text holds, or nothing when it is of another kind. */
export function serverMessage(text: unknown): ServerMessage | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
