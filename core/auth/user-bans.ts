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
