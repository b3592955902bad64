/** Why a stream ends by plan. The reader resumes by its cursor, except after `replaced`. */
export const endReasons = [
  'lifetime',
  'byte-limit',
  'token-expired',
  'replaced',
  'disconnected',
  'draining',
  'shutdown',
  'revoked',
  'slow-reader',
  'log-restarted',
  'unavailable',
] as const;

export type EndReason = (typeof endReasons)[number];

/** Why a stream ended: by plan, or because its reader closed it. */
export type StreamEnd = EndReason | 'closed';
