import * as z from 'zod';
import { endReasons } from './end-reason.ts';
import { errorCategories, recoveries } from './error-category.ts';
import { channelNames, streamNames } from './event.ts';
import { gapReasons } from './gap-reason.ts';

const cursor = z.string();
const retryMs = z.number().nonnegative();
const names = z.array(z.string()).readonly();

/**
 * The `data` of the frames of a stream that are no events, by their SSE `event` (docs/protocol.md). All
 * are open: a frame may say more tomorrow. The times are milliseconds since the Unix epoch.
 */
export const frameSchemas = {
  /** The first message of a stream. */
  connected: z.looseObject({
    connectionId: z.string(),
    channel: z.enum(streamNames),
    channels: z
      .array(z.enum(channelNames))
      .readonly()
      .optional()
      .describe('Of a stream of several channels: which they are'),
    userId: z
      .string()
      .optional()
      .describe('Of a stream of several channels: as whom they are read'),
    permissions: names
      .optional()
      .describe('Of a stream of several channels: those of its token, if it has any'),
    addresses: names
      .optional()
      .describe('Of a stream of several channels: those of its token, if it has any'),
    role: z.string(),
    cursor: cursor.describe('The place before what follows'),
    replayUntil: cursor
      .optional()
      .describe(
        'The place that the log had reached when the stream began: events up to it are replay',
      ),
    heartbeatMs: z.number().positive().describe('A ping comes at least as often, in milliseconds'),
    endsAt: z.number().describe('When the stream ends itself'),
  }),
  /** Keeps a quiet stream open, and moves the cursor. */
  ping: z.looseObject({ timestamp: z.number() }),
  /** Events are missing before what follows. */
  gap: z.looseObject({
    from: z.string().describe('What was received'),
    to: cursor.describe('The place before what follows'),
    reason: z.enum(gapReasons),
  }),
  /** The stream ends by plan. */
  reconnect: z.looseObject({
    reason: z.enum(endReasons),
    retryMs: retryMs.describe('How long to wait before the next stream, in milliseconds'),
  }),
  /** What a reader has to do before it comes back. */
  error: z.looseObject({
    category: z.enum(errorCategories),
    code: z.string(),
    message: z.string(),
    recovery: z.enum(Object.values(recoveries)),
  }),
} as const;

/** A frame of a stream that is no event, by its SSE `event`. */
export type FrameName = keyof typeof frameSchemas;

/** The `data` of that frame. */
export type FrameData<F extends FrameName> = Readonly<z.infer<(typeof frameSchemas)[F]>>;
