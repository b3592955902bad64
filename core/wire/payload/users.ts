import * as z from 'zod';
import { id, surprise } from './field.ts';

export const userStatuses = ['pending', 'active', 'banned'] as const;

export type UserStatus = (typeof userStatuses)[number];

/** `status_changed` occurs only with `unexpected`. */
const adminActions = ['role_changed', 'unbanned', 'status_changed'] as const;

/** The payloads at home on `users`. `updatedBy` is whoever the item says wrote it last. */
export const userPayloads = {
  USER_REGISTERED: z.looseObject({
    userId: id,
    username: z.string().optional(),
    role: z.string().optional(),
  }),
  USER_VERIFIED: z.looseObject({
    userId: id,
    username: z.string().optional(),
    updatedBy: z.string().optional(),
  }),
  USER_BANNED: z.looseObject({
    userId: id,
    username: z.string().optional(),
    updatedBy: z.string().optional(),
    reason: z.string().optional(),
  }),
  ADMIN_ACTION: z.looseObject({
    ...surprise,
    userId: id,
    action: z.enum(adminActions),
    oldRole: z.string().optional(),
    newRole: z.string().optional(),
    updatedBy: z.string().optional(),
  }),
} as const;
