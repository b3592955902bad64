import * as z from 'zod';
import { durationMs, id, surprise, timeMs } from './field.ts';

export const fightStatuses = ['upcoming', 'betting', 'live', 'completed', 'cancelled'] as const;

export type FightStatus = (typeof fightStatuses)[number];

/** The payloads at home on `fights`. */
export const fightPayloads = {
  FIGHT_CREATED: z.looseObject({
    fightId: id,
    title: z.string().optional(),
    venue: z.string().optional(),
    red: z.string().optional(),
    blue: z.string().optional(),
    scheduledAt: timeMs.optional(),
    status: z.enum(fightStatuses),
  }),
  FIGHT_STATUS_UPDATE: z.looseObject({
    ...surprise,
    fightId: id,
    oldStatus: z.enum(fightStatuses),
    newStatus: z.enum(fightStatuses),
    winner: z.string().optional(),
  }),
  BETTING_WINDOW_OPENED: z.looseObject({ ...surprise, fightId: id, openedAt: timeMs }),
  /** `openMs`: how long the window was open, when the item shows it. */
  BETTING_WINDOW_CLOSED: z.looseObject({
    ...surprise,
    fightId: id,
    closedAt: timeMs,
    openMs: durationMs.optional(),
  }),
} as const;
