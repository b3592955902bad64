import type { AuditLog, AuditTrail } from '../../core/audit/audit-trail.ts';
import type { CredentialKeys } from '../../core/auth/authenticate-request.ts';
import type { Clock } from '../../core/clock.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import type { Statistics, StatisticsStore } from '../../core/statistics/statistics.ts';
import type { Outbox } from '../adapters/changes/outbox-table.ts';
import type { LeaseDirectory } from '../adapters/connections/connection-directory.ts';
import type { EndConnection } from '../adapters/connections/end-connection.ts';
import type { SocketGateway } from '../adapters/connections/socket-gateway.ts';
import type { Revocations } from '../adapters/identity/revocations-table.ts';
import type { Drains } from '../adapters/limits/drains.ts';
import type { RequestRates } from '../adapters/limits/request-rates.ts';
import type { Config } from './config.ts';

/** What the API works with. Each group of routes asks for its part of it. */
export interface ManagementPorts {
  readonly config: Config;
  readonly keys: CredentialKeys;
  readonly revocations: Revocations;
  readonly directory: LeaseDirectory;
  readonly endConnection: EndConnection;
  readonly outbox: Outbox;
  /** The log of every channel. */
  readonly segments: SegmentStore;
  /** How long a reader who left without a word may count as connected. */
  readonly longestLeaseSeconds: number;
  readonly now: Clock;
  readonly audit: AuditTrail;
  readonly auditLog: AuditLog;
  /** What this environment counts, and what all of them have counted. */
  readonly statistics: Statistics;
  readonly counted: StatisticsStore;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly rates: RequestRates;
  readonly drains: Drains;
  readonly gateway: Pick<SocketGateway, 'post'>;
  /** Told of what should not have happened; the caller learns only that it did. */
  readonly onFailure: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}
