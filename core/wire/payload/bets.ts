import * as z from 'zod';
import { proposalKinds, proposalStatuses } from '../socket/proposal.ts';
import { amount, durationMs, id, surprise, timeMs } from './field.ts';

export const betStatuses = ['pending', 'matched', 'settled', 'cancelled'] as const;
export const betSides = ['red', 'blue', 'draw'] as const;

export type BetStatus = (typeof betStatuses)[number];

/**
 * What happened to a proposal: `created`, or the status it went to. `pending` occurs only with
 * `unexpected`: a decided proposal was opened again.
 */
const proposalActions = ['created', ...proposalStatuses] as const;

const proposal = z.looseObject({
  ...surprise,
  proposalId: id,
  kind: z.enum(proposalKinds),
  fightId: id,
  betId: id.optional(),
  fromUserId: id,
  toUserId: id,
  amount,
  currency: z.string().optional(),
  odds: z.number().positive().optional(),
  message: z.string().optional(),
  status: z.enum(proposalStatuses),
  createdAt: timeMs,
  expiresAt: timeMs,
  action: z.enum(proposalActions),
  /** How long it was pending; absent while it is. */
  pendingMs: durationMs.optional(),
});

/** The payloads at home on `bets`. */
export const betPayloads = {
  NEW_BET: z.looseObject({
    betId: id,
    fightId: id,
    userId: id,
    side: z.enum(betSides),
    amount,
    currency: z.string().optional(),
  }),
  BET_MATCHED: z.looseObject({
    ...surprise,
    betId: id,
    matchedBetId: id.optional(),
    amount,
    currency: z.string().optional(),
  }),
  PAGO_PROPOSAL: proposal,
  DOY_PROPOSAL: proposal,
} as const;
