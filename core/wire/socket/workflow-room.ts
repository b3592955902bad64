import * as z from 'zod';
import { channelEventSchema } from '../event.ts';
import { gapReasons } from '../gap-reason.ts';
import { workflowSchema } from '../management/workflows.ts';
import { workflowIdSchema } from './workflow-reference.ts';

/** What happened to a workflow, as it is pushed to sockets. */
export const roomEventSchema = z.object({
  workflowId: workflowIdSchema,
  /** The event's place in the log of `workflows`: what came after it is asked for from here. */
  cursor: z.string(),
  /** Absent when it is larger than a socket carries: read the workflow again. */
  event: channelEventSchema.optional(),
});

/** The answer to whoever subscribes to a workflow. */
export const subscribedSchema = z.object({
  workflowId: workflowIdSchema,
  /** As it stands now. Absent when it is larger than a socket carries. */
  workflow: workflowSchema.optional(),
  /** What happened to it after the cursor that was asked for, oldest first, 100 at most. */
  events: z.array(roomEventSchema),
  /** Everything up to here was given, or is not for this reader. */
  cursor: z.string(),
  /** Whether there is more to look through: subscribe again with `cursor`. */
  hasMore: z.boolean(),
  /** Why what came after the cursor that was asked for cannot be given: `workflow` is how it stands. */
  gap: z.enum(gapReasons).optional(),
});

export type RoomEvent = Readonly<z.infer<typeof roomEventSchema>>;

export type Subscribed = Readonly<z.infer<typeof subscribedSchema>>;
