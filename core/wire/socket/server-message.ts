import * as z from 'zod';
import { currencySchema } from '../currency.ts';
import { errorCategories, recoveries } from '../error-category.ts';
import { channelEventSchema } from '../event.ts';
import { nextSchema } from '../management/page.ts';
import { proposalIdSchema, proposalOutcomes, proposalSchema } from './proposal.ts';
import { authenticationErrorCodes, refusalCodes, roomRefusalCodes } from './refusal-code.ts';
import { workflowIdSchema } from './workflow-reference.ts';
import { roomEventSchema, subscribedSchema } from './workflow-room.ts';

/** What kind of failure it is, and what a client does about it. */
const errorKindFields = {
  category: z.enum(errorCategories),
  recovery: z.enum(Object.values(recoveries)),
};

/** The data of each message a client can get. */
export const serverDataSchemas = {
  proposal_created: z.object({ proposalId: proposalIdSchema, proposal: proposalSchema }),
  proposal_received: z.object({ proposalId: proposalIdSchema, proposal: proposalSchema }),
  proposal_result: z.object({
    proposalId: proposalIdSchema,
    proposal: proposalSchema,
    outcome: z.enum(proposalOutcomes),
  }),
  pending_proposals: z.object({
    /** Of either side, not decided, not past their end; the one that ends first is first. */
    pending: z.array(proposalSchema),
    /** Decided within the last hour; newest outcome first. */
    recent: z.array(proposalSchema),
    /** Whether there are more than fit in one message. */
    truncated: z.boolean(),
    /** For the page behind this one, if there are: `get_pending_proposals` takes it. */
    next: nextSchema.optional(),
    /** Those that a proposal may be in, the one of proposals that name none first. */
    currencies: z.tuple([currencySchema], currencySchema).readonly(),
    /** Of a greeting: what the connection is called. */
    connectionId: z.string().optional(),
  }),
  proposal_error: z.object({
    code: z.enum(refusalCodes),
    ...errorKindFields,
    message: z.string(),
    /** What was asked for, as far as it was understood. */
    action: z.string().optional(),
    proposalId: proposalIdSchema.optional(),
    /** Of `RATE_LIMITED`: when the next message, or the next of its kind, is looked at. */
    retryAfterMs: z.number().optional(),
  }),
  authenticated: z.object({
    userId: z.string(),
    role: z.string(),
    /** Milliseconds since the Unix epoch. */
    expiresAt: z.number(),
  }),
  authentication_error: z.object({
    code: z.enum(authenticationErrorCodes),
    ...errorKindFields,
    message: z.string(),
  }),
  pong: z.object({}),
  /** The socket is closed next, though nothing is wrong with it. */
  reconnect: z.object({
    reason: z.literal('draining'),
    /** Why, in the words of the admin who began it. */
    message: z.string(),
    /** When to connect again, in milliseconds from now. */
    retryMs: z.number(),
  }),
  inbox_event: z.object({
    /** The event's place in the log of the inbox: what came after it is polled from here. */
    cursor: z.string(),
    /** Absent when it is larger than a socket carries: poll from before the cursor. */
    event: channelEventSchema.optional(),
  }),
  /** A change of a workflow, to its subscribers and to those whom it concerns. */
  workflow_event: roomEventSchema,
  subscribed: subscribedSchema,
  unsubscribed: z.object({ workflowId: workflowIdSchema }),
  /** A subscription that is refused, whatever the reason. */
  error: z.object({
    code: z.enum(roomRefusalCodes),
    ...errorKindFields,
    message: z.string(),
    action: z.string(),
    workflowId: workflowIdSchema.optional(),
    /** Of `RATE_LIMITED`: when the next message is looked at. */
    retryAfterMs: z.number().optional(),
  }),
} as const;

export type ServerEvent = keyof typeof serverDataSchemas;

export type ServerData<E extends ServerEvent> = Readonly<z.infer<(typeof serverDataSchemas)[E]>>;

/**
 * One message to a client. Whoever asked is answered once, with the `requestId`; what both sides are
 * sent besides has the same `id` as that answer, so a client settles its request by `requestId` first
 * and then drops what it has seen by `id`.
 */
export type ServerMessage = {
  [E in ServerEvent]: {
    readonly event: E;
    /** As it was sent: a number only with the refusal of it, for no request may have one as its name. */
    readonly requestId?: string | number;
    readonly id: string;
    readonly data: ServerData<E>;
    /** Milliseconds since the Unix epoch. */
    readonly timestamp: number;
  };
}[ServerEvent];
