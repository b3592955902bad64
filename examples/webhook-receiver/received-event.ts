import { z } from 'zod';

/** What is missing before an event, for it was kept no longer; as a delivery and a poll have it. */
const gapSchema = z.looseObject({ from: z.string(), to: z.string(), reason: z.string() });

export type Gap = z.infer<typeof gapSchema>;

const eventSchema = z.looseObject({
  /** The event's own, the same in a delivery and in a poll. */
  id: z.string().min(1),
  type: z.string(),
  timestamp: z.number(),
  channel: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Its place in the log, in a delivery; a test has none. */
  cursor: z.string().optional(),
  gap: gapSchema.optional(),
});

/** An event, by whichever way it came. What we do not know of it may stand there too. */
export type ReceivedEvent = z.infer<typeof eventSchema>;

/** The event in a body that is believed, or `undefined` if there is none. */
export function readEvent(body: Buffer): ReceivedEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(body.toString()));
  } catch {
    return undefined;
  }
}

const pageSchema = z.looseObject({
  events: z.array(eventSchema),
  cursor: z.string(),
  hasMore: z.boolean(),
  gap: gapSchema.optional(),
});

/** A page of `GET /poll`. */
export type PollPage = z.infer<typeof pageSchema>;

/** @throws Error for an answer of another shape */
export function readPage(answer: unknown): PollPage {
  return pageSchema.parse(answer);
}
