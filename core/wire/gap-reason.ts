/** Why what follows a cursor cannot be given. */
export const gapReasons = [
  /** The cursor is not of this log's present life, or is not a cursor at all. */
  'unknown-cursor',
  /** What followed the cursor has expired. */
  'expired',
] as const;

export type GapReason = (typeof gapReasons)[number];
