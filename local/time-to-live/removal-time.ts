import { createHash } from 'node:crypto';

const fiveYearsMs = 5 * 365 * 24 * 60 * 60 * 1_000;

/** One expiring item: its key as text, and what its TTL attribute says. */
export interface ExpiringItem {
  readonly key: string;
  readonly expiresAtSec: number;
}

/**
 * When an item is removed, in epoch milliseconds: at a time of its own, up to `latestMs` after it
 * expired, so that items go late and not in the order of their expiry, always the same for the same
 * item. Undefined for one that DynamoDB leaves alone: an expiry more than five years ago counts as
 * a mistake (docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html).
 */
export function removalTimeMs(
  { key, expiresAtSec }: ExpiringItem,
  latestMs: number,
  nowMs: number,
): number | undefined {
  const expiresAtMs = expiresAtSec * 1_000;
  if (!Number.isFinite(expiresAtMs) || expiresAtMs < nowMs - fiveYearsMs) return undefined;
  const hash = createHash('sha256').update(`${key}/${expiresAtSec}`).digest().readUInt32BE();
  return expiresAtMs + (hash / 2 ** 32) * latestMs;
}
