import type { Identity } from '../auth/identity.ts';
import type { ClientLabel } from '../connection/client-label.ts';
import type { Priority } from '../wire/priority.ts';

/** What a reader asked for, checked. */
export interface StreamQuery {
  readonly kind: 'query';
  readonly lastEventId?: string;
  readonly historyCount: number;
  readonly types?: ReadonlySet<string>;
  readonly minPriority?: Priority;
  readonly clientId?: string;
  readonly label: ClientLabel;
}

/** A reader who may have a stream, and where the request came from. */
export interface StreamRequest {
  readonly identity: Identity;
  readonly query: StreamQuery;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** What is left of the invocation. */
  readonly remainingMs: number;
}
