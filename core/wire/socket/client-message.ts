import * as z from 'zod';
import { nextSchema } from '../management/page.ts';
import { quoted, readableTextSchema } from '../readable-text.ts';
import { proposalIdSchema } from './proposal.ts';
import { socketCursorSchema, workflowIdSchema } from './workflow-reference.ts';

/** Names the request, so that its answer can be distinguished from others and its repetition is harmless. */
export const requestIdSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');

/** What every message of a client has in common; `data` is judged by its action's own schema. */
const clientEnvelopeSchema = z.object({
  action: z.string().min(1).max(64),
  requestId: requestIdSchema.optional(),
  data: z.unknown().optional(),
});

const referenceSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');

const newProposalSchema = z.strictObject({
  toUserId: referenceSchema,
  fightId: referenceSchema,
  /** Minor currency units. */
  amount: z.int().positive(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters')
    .optional(),
  betId: referenceSchema.optional(),
  /** Within what DynamoDB and a double can both hold without surprise. */
  odds: z.number().min(0.000_001).max(1_000_000).optional(),
  message: readableTextSchema.max(500).optional(),
});

/** What a bettor says of a proposal to be made. */
export type NewProposal = Readonly<z.infer<typeof newProposalSchema>>;

const nothingSchema = z.strictObject({}).optional();

/** The data of each action. An action that is not here is unknown. */
export const actionSchemas = {
  create_pago_proposal: newProposalSchema,
  create_doy_proposal: newProposalSchema,
  respond_to_proposal: z.strictObject({
    proposalId: proposalIdSchema,
    response: z.enum(['accept', 'reject']),
  }),
  cancel_proposal: z.strictObject({ proposalId: proposalIdSchema }),
  /** `next` of the page before; without it the list begins. */
  get_pending_proposals: z.strictObject({ next: nextSchema.optional() }).optional(),
  /** With a cursor what came after it is asked for, too. */
  subscribe_workflow: z.strictObject({
    workflowId: workflowIdSchema,
    cursor: socketCursorSchema.optional(),
  }),
  unsubscribe_workflow: z.strictObject({ workflowId: workflowIdSchema }),
  authenticate: z.strictObject({ token: z.string().min(1).max(8_192) }),
  ping: nothingSchema,
} as const;

export type ClientAction = keyof typeof actionSchemas;

export type ActionData<A extends ClientAction> = Readonly<z.infer<(typeof actionSchemas)[A]>>;

/** One message of a client, understood. */
export type ClientMessage = {
  [A in ClientAction]: {
    readonly action: A;
    readonly requestId?: string;
    readonly data: ActionData<A>;
  };
}[ClientAction];

/** What a text from a client is: a message, or why it is none. */
export type ClientMessageResult =
  | { readonly kind: 'message'; readonly message: ClientMessage }
  | {
      readonly kind: 'refused';
      readonly code: 'INVALID_MESSAGE' | 'UNKNOWN_ACTION';
      readonly reason: string;
      /** As far as the text let them be recognised. */
      readonly action?: string;
      readonly requestId?: EchoedId;
    };

/** Far above any sensible message, far below the 128 KB that API Gateway lets through. */
const maxClientMessageLength = 16_384;

/** Parses what a client sent. A reason quotes field names and types, never the text itself. */
export function parseClientMessage(text: string): ClientMessageResult {
  if (text.length > maxClientMessageLength) {
    return invalid(
      `received ${text.length} characters, expected at most ${maxClientMessageLength}`,
      {},
    );
  }
  const json = parseJson(text);
  if (json === undefined) return invalid('received text that is not JSON, expected an object', {});
  const known = recognise(json);
  const envelope = clientEnvelopeSchema.safeParse(json);
  if (!envelope.success) return invalid(firstIssue(envelope.error, json, ''), known);
  const { action, requestId, data } = envelope.data;
  if (!isClientAction(action)) {
    const reason = `received the unknown action ${quoted(action, maxShown)}, expected one of ${Object.keys(actionSchemas).join(', ')}`;
    return { kind: 'refused', code: 'UNKNOWN_ACTION', reason, ...known };
  }
  const parsed = actionSchemas[action].safeParse(data);
  if (!parsed.success) return invalid(firstIssue(parsed.error, data, 'data'), known);
  const message = { action, data: parsed.data, ...(requestId === undefined ? {} : { requestId }) };
  // The schema was chosen by the action, which TypeScript cannot follow through the lookup.
  return { kind: 'message', message: message as ClientMessage };
}

function isClientAction(action: string): action is ClientAction {
  return Object.hasOwn(actionSchemas, action);
}

/** What a caller sent, as it may stand in an answer. */
const maxShown = 64;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A name that is none is echoed as it came, for whoever waits for its answer knows it by nothing
 * else; what is longer could come back as a frame that is too long.
 */
const echoedIdSchema = z.union([z.string().max(1_024), z.number()]);

/** A `requestId` as it is echoed: a number only in the refusal of one. */
export type EchoedId = z.infer<typeof echoedIdSchema>;

/** So that even a refusal reaches the request it answers, when that much could be read. */
function recognise(json: unknown): { readonly action?: string; readonly requestId?: EchoedId } {
  const fields = z.looseObject({}).safeParse(json).data ?? {};
  const action = clientEnvelopeSchema.shape.action.safeParse(fields.action).data;
  const requestId = echoedIdSchema.safeParse(fields.requestId).data;
  return {
    ...(action === undefined ? {} : { action }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function firstIssue(error: z.ZodError, value: unknown, prefix: string): string {
  const { path = [], message = 'invalid' } = error.issues[0] ?? {};
  const place = [prefix, ...path].filter(part => part !== '').join('.');
  const said = message.includes('received') ? message : `${message}${received(value, path)}`;
  return `${place || 'message'}: ${said}`;
}

/** A secret, and a name that is not repeated when it is none. */
const unshown: readonly PropertyKey[] = ['token', 'requestId'];

/** What stands there, if it is short and nobody's secret. */
function received(value: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : part),
    value,
  );
  const isPlain = typeof found === 'string' || typeof found === 'number';
  if (!isPlain || path.some(name => unshown.includes(name))) return '';
  return `, received ${quoted(found)}`;
}

function invalid(
  reason: string,
  known: { readonly action?: string; readonly requestId?: EchoedId },
): ClientMessageResult {
  return { kind: 'refused', code: 'INVALID_MESSAGE', reason, ...known };
}
