import type { AuditOutcome } from '../wire/audit-outcome.ts';

/** Something that someone did, or was refused: who, what, on what, how it ended, from where. */
export interface AuditEntry {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The user's id, or `anonymous` when nobody was authenticated. */
  readonly actor: string;
  readonly role?: string | undefined;
  /** A socket's action (`create_pago_proposal`), or ours: `open_stream`, `disconnect_user`, … */
  readonly action: string;
  /** What it was done to: `proposal#<id>`, `channel#fights`, `user#<id>`, `connection#<id>`, … */
  readonly subject?: string | undefined;
  readonly outcome: AuditOutcome;
  /** Of a refusal or a failure. */
  readonly code?: string | undefined;
  readonly sourceIp: string;
  /** The request's own id, by which its log lines are found. */
  readonly correlationId: string;
  /** Why, in the actor's words: the reason an admin gave. */
  readonly reason?: string | undefined;
  /**
   * Of what was done and may be handled more than once, such as a record of a stream: recorded again
   * with the same time and this id, it stays one entry. @default - each is an entry of its own
   */
  readonly occurrenceId?: string | undefined;
}

/** Where entries are kept. */
export interface AuditTrail {
  /**
   * Begins to write the entry, or counts it to be written with a later one of its kind when there are
   * many. Never throws and never makes the action wait.
   */
  record(entry: AuditEntry): void;
  /** Resolves when all that is under way is written, or given up and logged; bounded in time. */
  settled(): Promise<void>;
}

/**
 * An entry as it is kept. What is refused again within the same minute (the same thing, to the same
 * actor at the same address) is one entry with a count; it has the latest correlation id.
 */
export interface KeptAuditEntry extends AuditEntry {
  readonly entryId: string;
  readonly count: number;
  readonly lastAtMs: number;
}

/** Which entries: of this actor, action and time; newest first. */
export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** From the minute that this lies in; milliseconds since the Unix epoch. */
  readonly fromMs: number;
  /** Up to here; milliseconds since the Unix epoch. */
  readonly toMs: number;
  readonly limit: number;
  /** Of the page before. */
  readonly next?: string | undefined;
}

/** One page of entries, newest first. */
export interface AuditPage {
  readonly entries: readonly KeptAuditEntry[];
  /** Absent on the last page; a page may have fewer entries than the limit, or none, and still a next. */
  readonly next?: string;
}

/** Reads what was kept; lags a moment behind. */
export interface AuditLog {
  /** @throws AppError INPUT_INVALID for a `next` that is none of ours */
  find(query: AuditQuery): Promise<AuditPage>;
}
