import type { Clock } from '../clock.ts';
import type { ClientMessageResult, EchoedId } from '../wire/socket/client-message.ts';
import type { ServerData, ServerMessage } from '../wire/socket/server-message.ts';
import { type Answering, pendingProposals, proposalError } from './proposal-message.ts';
import type { Refusal } from './refusal.ts';

/** What one message is about, as far as it could be read. */
export interface MessageContext {
  readonly action?: string;
  readonly requestId?: EchoedId;
  readonly proposalId?: string;
}

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

  refused({ kind: _, ...refusal }: Refusal): ServerMessage {
    const { requestId: _id, ...about } = this.about;
    return proposalError(this.#id, { ...refusal, ...about }, this.answering);
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
  };
}
