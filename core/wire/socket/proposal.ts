import * as z from 'zod';

/** Each kind is made by an action of its own: `create_pago_proposal`, `create_doy_proposal`. */
export const proposalKinds = ['pago', 'doy'] as const;

export type ProposalKind = (typeof proposalKinds)[number];

/** How a proposal can end; exactly one of these ever wins. */
export const proposalOutcomes = ['accepted', 'rejected', 'cancelled', 'timeout'] as const;

export type ProposalOutcome = (typeof proposalOutcomes)[number];

/** A proposal is pending until it has one of the outcomes. */
export const proposalStatuses = ['pending', ...proposalOutcomes] as const;

export type ProposalStatus = (typeof proposalStatuses)[number];

/**
 * A proposal's id is also the name of its Step Functions execution, hence the length and the plain
 * characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const proposalIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,80}$/, 'must be 1 to 80 letters, digits, dots, dashes or underscores');

/** `YYYY-MM-DDTHH:mm:ss.sssZ`, exactly: times in this form are compared as strings. */
const isoMillisecondsSchema = z.iso.datetime({ precision: 3, offset: false });

const referenceSchema = z.string().min(1).max(256);

/**
 * A proposal as both sides see it. A backend may write one too, so this is as wide as the table's
 * contract; what a client may ask for is narrower (client-message.ts).
 */
export const proposalSchema = z.object({
  proposalId: proposalIdSchema,
  kind: z.enum(proposalKinds),
  fightId: referenceSchema,
  betId: referenceSchema.optional(),
  fromUserId: referenceSchema,
  toUserId: referenceSchema,
  /** Minor currency units. */
  amount: z.int().positive(),
  currency: z.string().optional(),
  odds: z.number().positive().optional(),
  message: z.string().optional(),
  status: z.enum(proposalStatuses),
  createdAt: isoMillisecondsSchema,
  expiresAt: isoMillisecondsSchema,
  /** When its outcome was decided; absent while it is pending. */
  decidedAt: isoMillisecondsSchema.optional(),
});

export type Proposal = Readonly<z.infer<typeof proposalSchema>>;
