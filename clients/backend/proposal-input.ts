import * as z from 'zod';
import type { Item } from '../../core/change/change.ts';
import { type ItemProblem, problemsOf } from '../../core/change/malformed-reason.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { actionSchemas, requestIdSchema } from '../../core/wire/socket/client-message.ts';
import { proposalKinds } from '../../core/wire/socket/proposal.ts';
import { MalformedItemError } from './malformed-item-error.ts';

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
export const parseNewProposal = writeParserOf(newProposalSchema, 'requestId');
export const parseCancellation = writeParserOf(cancellationSchema, 'proposalId');
/** @throws AppError INPUT_INVALID with everything that is wrong */
export const parsePendingInput = readParserOf(pageSchema);
export const parseFindInput = readParserOf(findSchema);

function writeParserOf<T extends z.ZodObject>(schema: T, key: keyof z.output<T>) {
  return parserOf(schema, (problems, item) => {
    return new MalformedItemError('Proposals', String(item[String(key)]), problems);
  });
}

function readParserOf<T extends z.ZodObject>(schema: T) {
  return parserOf(schema, problems => {
    const wrong = problems.map(
      ({ field, received, expected }) => `${field} is ${received}, expected ${expected}`,
    );
    return new AppError('INPUT_INVALID', `not read: ${wrong.join('; ')}`);
  });
}

function parserOf<T extends z.ZodObject>(
  schema: T,
  failure: (problems: readonly ItemProblem[], item: Item) => AppError,
) {
  return (input: unknown): z.output<T> => {
    // Without types it may be anything.
    const item: Item = typeof input === 'object' && input !== null ? (input as Item) : {};
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    throw failure(problemsOf(item, parsed.error.issues), item);
  };
}
