import type { ChannelName } from '../wire/event.ts';
import type { Role } from '../wire/role.ts';
import type {
  DisabledReason,
  WebhookFormat,
  WebhookSignature,
  WebhookStatus,
} from '../wire/webhook.ts';

/** Who set it up, or took it over: it is sent what they may read, as long as they may. */
export interface WebhookMaker {
  readonly userId: string;
  readonly role: Role;
  readonly permissions: readonly string[];
  readonly addresses?: readonly string[] | undefined;
  /** Of the token that they did it with: what revokes it stops the webhook. */
  readonly tokenId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly issuedAtMs?: number | undefined;
  /** The role in their item of Users at that time, where it had one. */
  readonly listedRole?: string | undefined;
}

/** A key that signs its messages. */
export interface WebhookKey {
  /** The private part as a JWE: nobody reads it by reading the table. */
  readonly sealed: string;
  readonly createdAtMs: number;
  /** Until when it signs beside the one that replaced it. Absent: it was not replaced. */
  readonly untilMs?: number | undefined;
  /** Of `v1a`: what verifies, `whpk_…`. */
  readonly publicKey?: string | undefined;
}

/** A webhook as it is kept, but for its lane. Times are milliseconds since the Unix epoch. */
export interface StoredWebhook {
  readonly webhookId: string;
  /** Another for each webhook that ever had this id: what belonged to one before is none of its own. */
  readonly laneId: string;
  /** An https URL, or the ARN of a queue or a bus that the stack's settings name. */
  readonly url: string;
  /** Absent: all that its maker may read, but for `global`. */
  readonly channels?: readonly ChannelName[] | undefined;
  /** Event types, or their beginnings before a `*`. */
  readonly types: readonly string[];
  readonly format: WebhookFormat;
  readonly signature: WebhookSignature;
  readonly description?: string | undefined;
  readonly retryAttempts: number;
  readonly timeoutMs: number;
  readonly status: WebhookStatus;
  /** Why the system disabled it. */
  readonly reason?: DisabledReason | undefined;
  readonly maker: WebhookMaker;
  /** The user id of who set it up: among theirs it counts, whoever changed it since. */
  readonly creatorId: string;
  /** The newest first. */
  readonly keys: readonly WebhookKey[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Raised with each change of any of these. */
  readonly version: number;
}
