import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Statistics } from '../statistics/statistics.ts';

/** What a function writes of what it did, besides its log. */
export interface Telemetry {
  readonly statistics: Statistics;
  readonly audit: AuditTrail;
  /** Resolves when all of it is written, or the bound is reached. Never rejects. */
  settled(): Promise<void>;
}
