/** For each status, those that an item of the table may go to next. */
export type KnownTransitions<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/** What an event says beside its own fields when the transition is not one that the table knows. */
export interface Surprise {
  readonly unexpected?: true;
  readonly oldStatus?: string;
  readonly newStatus?: string;
}

/**
 * Empty for a transition that the table knows; otherwise that it was unexpected, from where and to
 * where: such a change is reported as it happened, never dropped (events.md).
 */
export function surpriseAt<Status extends string>(
  known: KnownTransitions<Status>,
  oldStatus: Status,
  newStatus: Status,
): Surprise {
  if (known[oldStatus].includes(newStatus)) return {};
  return { unexpected: true, oldStatus, newStatus };
}
