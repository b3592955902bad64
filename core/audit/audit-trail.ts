/** Something that someone did, or was refused: who, what, on what, how it ended, from where. */
export interface AuditEntry {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The user's id, or `anonymous` when nobody was authenticated. */
  readonly actor: string;
  readonly role?: string;
  /** A socket's action (`create_pago_proposal`), or ours: `open_stream`, `disconnect_user`, … */
  readonly action: string;
  /** What it was done to: `proposal#<id>`, `channel#fights`, `user#<id>`, `connection#<id>`, … */
  readonly subject?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Of a refusal or a failure. */
  readonly code?: string;
  readonly sourceIp: string;
  /** The request's own id, by which its log lines are found. */
  readonly correlationId: string;
  /** Why, in the actor's words: the reason an admin gave. */
  readonly reason?: string;
}

/** Where entries are kept. */
export interface AuditTrail {
  /** Begins to write the entry. Never throws and never makes the action wait. */
  record(entry: AuditEntry): void;
  /** Resolves when all that was recorded is written, or given up and logged; bounded in time. */
  settled(): Promise<void>;
}
