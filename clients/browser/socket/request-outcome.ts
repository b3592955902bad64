import type { ServerData, ServerEvent } from '../../../core/wire/socket/server-message.ts';
import type { UnansweredReason } from './socket-state.ts';

/** What became of a request. */
export type Outcome<E extends ServerEvent> =
  | { readonly kind: 'answered'; readonly data: ServerData<E> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** It may have been carried out all the same: the list of proposals shows it. */
  | { readonly kind: 'unanswered'; readonly reason: UnansweredReason };

export interface RequestOptions {
  /**
   * Its own name: the same proposal is made once, however often it is asked for with it.
   * @default - a new one
   */
  readonly requestId?: string;
  /** How long an answer may take, over however many connections. @default 15,000 */
  readonly timeoutMs?: number;
}
