import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Statistics } from '../statistics/statistics.ts';

/** What a function writes of what it did, besides its log. */
export interface Telemetry {
  /** What it counts is a metric as well, where the list of metrics has it. */
  readonly statistics: Statistics;
  readonly meter: Meter;
  readonly audit: AuditTrail;
  /** Resolves when all of it is written, or the bound is reached. Never rejects. */
  settled(): Promise<void>;
}
