import type { ErrorCategory } from '../../../core/wire/error-category.ts';
import type { ServerEvent, ServerMessage } from '../../../core/wire/socket/server-message.ts';

/** What only answers whoever asked. */
type Answer =
  | 'authenticated'
  | 'authentication_error'
  | 'pong'
  | 'proposal_error'
  | 'error'
  | 'unsubscribed';

/** What all handlers receive, whether it answers a request or not. */
export type PushedEvent = Exclude<ServerEvent, Answer>;

/** A newer server may have more events, which are delivered, too. */
export function isPushed(event: string): event is PushedEvent {
  return !/^auth|error|pong|^un/.test(event);
}

/** Whether it says that a request is not carried out. */
export function isRefusal(event: string): boolean {
  return /^(proposal_)?error$/.test(event);
}

/** The message, if it has the form that all messages have. More is not checked: it is the server's word. */
export function readMessage(text: unknown): ServerMessage | undefined {
  try {
    const message = JSON.parse(String(text));
    const { event, id, data, timestamp } = message;
    const isWhole =
      typeof event === 'string' &&
      typeof id === 'string' &&
      typeof timestamp === 'number' &&
      typeof data === 'object' &&
      data !== null;
    return isWhole ? message : undefined;
  } catch {
    return undefined;
  }
}

/** A refusal's code and words; newer servers may have codes that are not known here. */
export interface RefusalData {
  readonly code: string;
  readonly message: string;
  readonly category?: ErrorCategory;
  readonly retryAfterMs?: number;
}
