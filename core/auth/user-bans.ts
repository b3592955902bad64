/** A ban as the user's item has it. What is not as expected there is left out. */
export interface Ban {
  /** Who wrote it, as far as the item says. */
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

/** Asks who is banned. */
export interface UserBans {
  /** The user's ban, if they are banned; sees every write committed before. */
  find(userId: string): Promise<Ban | undefined>;
}

/** A user whose item was written with the status `banned`. */
export interface BannedUser {
  readonly userId: string;
  /** Whether this write banned them; else they were banned before. */
  readonly isNew: boolean;
  /** The stream's own id of the write, the same whenever it is given again. */
  readonly changeId: string | undefined;
  /** When it was written, in milliseconds since the Unix epoch, as exactly as the stream says. */
  readonly writtenAtMs: number;
}
