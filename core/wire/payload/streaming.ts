import * as z from 'zod';
import { failure, id, surprise } from './field.ts';

export const videoStreamStatuses = ['idle', 'live', 'ended', 'error'] as const;

export type VideoStreamStatus = (typeof videoStreamStatuses)[number];

const viewerCount = z.int().nonnegative();

/** The payloads at home on `streaming`. */
export const streamingPayloads = {
  STREAM_STARTED: z.looseObject({ streamId: id, fightId: id.optional() }),
  STREAM_ENDED: z.looseObject({
    ...surprise,
    streamId: id,
    fightId: id.optional(),
    viewerCount: viewerCount.optional(),
  }),
  STREAM_ERROR: z.looseObject({
    streamId: id,
    fightId: id.optional(),
    error: failure.optional(),
  }),
  /** `previous` is absent when the stream had no count before. */
  VIEWER_COUNT_UPDATE: z.looseObject({
    streamId: id,
    viewerCount,
    previous: viewerCount.optional(),
  }),
} as const;
