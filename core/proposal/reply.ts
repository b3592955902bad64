import type { Clock } from '../clock.ts';
import { errorKind } from '../wire/error-category.ts';
import type { ClientMessageResult, EchoedId } from '../wire/socket/client-message.ts';
import {
  type RefusalCode,
  type RoomRefusalCode,
  refusalCodes,
  roomRefusalCodes,
} from '../wire/socket/refusal-code.ts';
import type { ServerData, ServerMessage } from '../wire/socket/server-message.ts';
import { type Answering, pendingProposals, proposalError } from './proposal-message.ts';
import type { Refusal } from './refusal.ts';

/** What one message is about, as far as it could be read. */
export interface MessageContext {
  readonly action?: string;
  readonly requestId?: EchoedId;
  readonly proposalId?: string;
  readonly workflowId?: string;
}

/** The actions whose refusal is an `error`. */
const roomActions: readonly (string | undefined)[] = ['subscribe_workflow', 'unsubscribe_workflow'];

/** How the check of a token ended. */
type Authentication =
  | { readonly kind: 'done'; readonly data: ServerData<'authenticated'> }
  | { readonly kind: 'refused'; readonly data: ServerData<'authentication_error'> };

/**
 * The reply to one message of a socket: whatever it says, it names the message's request, so that
 * the client finds it again, and has the time at which it is made.
 */
export class Reply {
  readonly about: MessageContext;
  /** Of a reply that has no id of its own. */
  readonly #id: string;
  readonly #now: Clock;

  constructor(parsed: ClientMessageResult, id: string, now: Clock) {
    this.about = contextOf(parsed);
    this.#id = id;
    this.#now = now;
  }

  /** What makes a message this reply. */
  get answering(): Answering {
    const { requestId } = this.about;
    return { ...(requestId === undefined ? {} : { requestId }), now: this.#now() };
  }

  /** An `error` to whoever asked for a subscription, to others a `proposal_error`. */
  refused({ kind: _, code, ...refusal }: Refusal<RefusalCode | RoomRefusalCode>): ServerMessage {
    const { requestId: _id, action = '', ...about } = this.about;
    const { now: timestamp, ...request } = this.answering;
    const roomCode = roomRefusalCodes.find(each => each === code);
    if (roomActions.includes(action) && roomCode !== undefined) {
      const data = { code: roomCode, ...errorKind(code), ...refusal, action, ...about };
      return { event: 'error', id: this.#id, data, timestamp, ...request };
    }
    const proposalCode = refusalCodes.find(each => each === code) ?? 'INTERNAL_ERROR';
    const data = { code: proposalCode, ...refusal, ...(action && { action }), ...about };
    return proposalError(this.#id, data, this.answering);
  }

  subscribed(data: ServerData<'subscribed'>): ServerMessage {
    const { now: timestamp, ...request } = this.answering;
    return { event: 'subscribed', id: this.#id, data, timestamp, ...request };
  }

  unsubscribed(data: ServerData<'unsubscribed'>): ServerMessage {
    const { now: timestamp, ...request } = this.answering;
    return { event: 'unsubscribed', id: this.#id, data, timestamp, ...request };
  }

  authenticated({ kind, data }: Authentication): ServerMessage {
    const { now: timestamp, ...request } = this.answering;
    const envelope = { id: this.#id, timestamp, ...request };
    return kind === 'done'
      ? { event: 'authenticated', data, ...envelope }
      : { event: 'authentication_error', data, ...envelope };
  }

  pending(page: Parameters<typeof pendingProposals>[1]): ServerMessage {
    return pendingProposals(this.#id, page, this.answering);
  }

  pong(): ServerMessage {
    const { now: timestamp, ...request } = this.answering;
    return { event: 'pong', id: this.#id, data: {}, ...request, timestamp };
  }
}

function contextOf(parsed: ClientMessageResult): MessageContext {
  const isMessage = parsed.kind === 'message';
  const { action, requestId } = isMessage ? parsed.message : parsed;
  const data = isMessage ? parsed.message.data : undefined;
  return {
    ...(action && { action }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(data && 'proposalId' in data ? { proposalId: data.proposalId } : {}),
    ...(data && 'workflowId' in data ? { workflowId: data.workflowId } : {}),
  };
}
