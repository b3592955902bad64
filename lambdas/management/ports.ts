import type { AuditLog, AuditTrail } from '../../core/audit/audit-trail.ts';
import type { CredentialKeys } from '../../core/auth/authenticate-request.ts';
import type { KeySource } from '../../core/auth/key-source.ts';
import type { Revocations } from '../../core/auth/revocations.ts';
import type { Secrets } from '../../core/auth/secrets.ts';
import type { Clock } from '../../core/clock.ts';
import type { EndConnection } from '../../core/connection/end-connection.ts';
import type { LeaseDirectory } from '../../core/connection/lease-directory.ts';
import type { SocketGateway } from '../../core/connection/socket-gateway.ts';
import type { Drains } from '../../core/drain/drains.ts';
import type { RequestRates } from '../../core/limit/request-rates.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import type { Meter } from '../../core/metrics/meter.ts';
import type { PaymentStreamLists } from '../../core/payment-stream/payment-stream-lists.ts';
import type { PaymentStreamStore } from '../../core/payment-stream/payment-stream-store.ts';
import type { Outbox } from '../../core/publish/outbox.ts';
import type { RoomCounts } from '../../core/room/rooms.ts';
import type { HourStore } from '../../core/statistics/hours.ts';
import type { Statistics, StatisticsStore } from '../../core/statistics/statistics.ts';
import type { WakeLanes } from '../../core/webhook/lane.ts';
import type { Makers } from '../../core/webhook/makers.ts';
import type { DeliveryStore, WebhookStore } from '../../core/webhook/webhook-store.ts';
import type { BulkStore, StartBulk } from '../../core/workflow/bulk/bulk-store.ts';
import type { WorkflowLists } from '../../core/workflow/workflow-lists.ts';
import type { WorkflowStore } from '../../core/workflow/workflow-store.ts';
import type { Config } from './config.ts';
import type { Contracts } from './contracts.ts';

/** What the API works with. Each group of routes asks for its part of it. */
export interface ManagementPorts {
  readonly config: Config;
  readonly keys: CredentialKeys;
  readonly revocations: Revocations;
  readonly directory: LeaseDirectory;
  readonly endConnection: EndConnection;
  readonly outbox: Outbox;
  readonly paymentStreams: Pick<PaymentStreamStore, 'create' | 'find'>;
  readonly paymentStreamLists: PaymentStreamLists;
  readonly workflows: WorkflowStore;
  readonly workflowLists: WorkflowLists;
  readonly bulk: BulkStore;
  readonly startBulk: StartBulk;
  /** Called when the worker of a bulk operation could not be started. */
  readonly onUnstarted: (error: unknown, bulkOperationId: string) => void;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly wakeWebhooks: WakeLanes;
  /** What the keys of webhooks are sealed with. */
  readonly webhookSecrets: KeySource<Secrets>;
  readonly makers: Pick<Makers, 'listedRoleOf'>;
  readonly rooms: RoomCounts;
  /** The log of every channel. */
  readonly segments: SegmentStore;
  /** How long a reader who left without a word may count as connected. */
  readonly longestLeaseSeconds: number;
  readonly now: Clock;
  readonly audit: AuditTrail;
  readonly auditLog: AuditLog;
  /** What this environment counts, and what all of them have counted. */
  readonly statistics: Statistics;
  readonly meter: Meter;
  readonly counted: StatisticsStore;
  readonly countedHours: Pick<HourStore, 'hours'>;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly rates: RequestRates;
  readonly drains: Drains;
  readonly gateway: Pick<SocketGateway, 'post'>;
  readonly contracts: Contracts;
  /** Called with what should not have happened; the caller learns only that it did. */
  readonly onFailure: (error: unknown, context: Readonly<Record<string, unknown>>) => void;
}
