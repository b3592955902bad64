import * as z from 'zod';
import { actionSchemas, requestIdSchema } from '../../core/wire/socket/client-message.ts';
import { proposalKinds } from '../../core/wire/socket/proposal.ts';
import { readParserOf, writeParserOf } from './input-parser.ts';

const asked = actionSchemas.create_pago_proposal;
const userSchema = asked.shape.toUserId;

/** A proposal as a bettor's socket takes it, and in whose name it is; nothing of it goes without saying. */
const newProposalSchema = asked.extend({
  kind: z.enum(proposalKinds),
  fromUserId: userSchema,
  currency: asked.shape.currency.unwrap(),
  /** The same user and id make one proposal. */
  requestId: requestIdSchema,
});

/** A proposal that a backend makes for a user. */
export type NewProposal = Readonly<z.input<typeof newProposalSchema>>;

const cancellationSchema = z.strictObject({
  ...actionSchemas.cancel_proposal.shape,
  fromUserId: userSchema,
});

/** A proposal that a backend cancels for the user who made it. */
export type Cancellation = Readonly<z.input<typeof cancellationSchema>>;

const pageSchema = z.strictObject({
  userId: userSchema,
  next: actionSchemas.get_pending_proposals.unwrap().shape.next,
});

/** Whose proposals are read, and behind which page. */
export type PendingInput = Readonly<z.input<typeof pageSchema>>;

const findSchema = cancellationSchema.pick({ proposalId: true });

/** @throws MalformedItemError with everything that is wrong */
export const parseNewProposal = writeParserOf('Proposals', newProposalSchema, 'requestId');
export const parseCancellation = writeParserOf('Proposals', cancellationSchema, 'proposalId');
/** @throws AppError INPUT_INVALID with everything that is wrong */
export const parsePendingInput = readParserOf(pageSchema);
export const parseFindInput = readParserOf(findSchema);
