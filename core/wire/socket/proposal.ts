import { z } from 'zod';

export const proposalKinds = ['pago', 'doy'] as const;

export type ProposalKind = (typeof proposalKinds)[number];

/** How a proposal can end; exactly one of these ever wins. */
export const proposalOutcomes = ['accepted', 'rejected', 'cancelled', 'timeout'] as const;

export type ProposalOutcome = (typeof proposalOutcomes)[number];

export const proposalStatuses = ['pending', ...proposalOutcomes] as const;

export type ProposalStatus = (typeof proposalStatuses)[number];

/**
 * A proposal's id is also the name of its Step Functions execution, hence the length and the plain
 * characters (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html).
 */
export const proposalIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,80}$/, 'must be 1 to 80 letters, digits, dots, dashes or underscores');

/** A key of another item: a fight, a bet, a user. Printable ASCII, bounded. */
export const referenceSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');

/** Minor currency units. */
export const amountSchema = z.int().positive();

/** Within what DynamoDB and a double can both hold without surprise. */
export const oddsSchema = z.number().min(0.000_001).max(1_000_000);

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters');

export const proposalTextSchema = z.string().max(500);

/** `YYYY-MM-DDTHH:mm:ss.sssZ`, exactly: times in this form are compared as strings. */
export const isoMillisecondsSchema = z.iso.datetime({ precision: 3, offset: false });

/** A proposal as both sides see it. */
export const proposalSchema = z.object({
  proposalId: proposalIdSchema,
  kind: z.enum(proposalKinds),
  fightId: referenceSchema,
  betId: referenceSchema.optional(),
  fromUserId: referenceSchema,
  toUserId: referenceSchema,
  amount: amountSchema,
  currency: currencySchema,
  odds: oddsSchema.optional(),
  message: proposalTextSchema.optional(),
  status: z.enum(proposalStatuses),
  createdAt: isoMillisecondsSchema,
  expiresAt: isoMillisecondsSchema,
  /** When its outcome was decided; absent while it is pending. */
  decidedAt: isoMillisecondsSchema.optional(),
});

export type Proposal = Readonly<z.infer<typeof proposalSchema>>;
