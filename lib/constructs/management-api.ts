import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment } from '../../lambdas/management/config.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Dashboard } from './dashboard.ts';
import { type DomainTables, paymentStreamListIndexes } from './domain-tables.ts';
import type { OwnTables } from './own-tables.ts';
import type { ProposalSocket } from './proposal-socket.ts';
import { RealtimeFunction } from './realtime-function.ts';
import { allowRevocationCheck, revocationEnvironment } from './revocation-check.ts';
import { allowTelemetry, telemetryEnvironment } from './telemetry.ts';
import type { TokenAuthority } from './token-authority.ts';
import type { Webhooks } from './webhooks.ts';
import type { WorkflowBulk } from './workflow-bulk.ts';

/** What the management API reads, writes and must know. */
export interface ManagementApiProps {
  readonly bundlesDirectory: string;
  readonly domainTables: DomainTables;
  readonly ownTables: OwnTables;
  readonly tokenAuthority: TokenAuthority;
  readonly socket: ProposalSocket;
  readonly workflowBulk: WorkflowBulk;
  readonly webhooks: Webhooks;
  /** Where the endpoints of the deployment are written down. */
  readonly dashboard: Pick<Dashboard, 'endpointsParameter' | 'allowEndpoints'>;
  /** How long an audit entry is kept. */
  readonly auditDays: number;
  readonly streamLifetimeSeconds: number;
  /** Whether who created a workflow may not decide it. */
  readonly workflowFourEyes: boolean;
  /** Of a webhook that says nothing else. */
  readonly webhookRetryAttempts: number;
  readonly webhookTimeoutMs: number;
  /** The web origins whose pages may call it. */
  readonly allowedOrigins: readonly string[];
  /** @default - none reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** The longest poll waits 20 s; what is left is for its reads. */
const timeoutSeconds = 30;

/** Tokens, polling, publishing, connections, statistics, health and audit: one HTTP API. */
export class ManagementApi extends Construct {
  /** Ends in a slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ManagementApiProps) {
    super(scope, id);
    const { ownTables, tokenAuthority } = props;
    const api = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'management',
      description: 'Tokens, polling, publishing, connections, statistics, health and audit',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ...tokenAuthority.credentialEnvironment,
        ...revocationEnvironment(props),
        ...props.webhooks.environment,
        WEBHOOK_RETRY_ATTEMPTS: String(props.webhookRetryAttempts),
        WEBHOOK_TIMEOUT_MS: String(props.webhookTimeoutMs),
        CONNECTIONS_TABLE_NAME: ownTables.connections.tableName,
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: props.socket.callbackUrl,
        EVENT_LOG_TABLE_NAME: ownTables.eventLog.tableName,
        OUTBOX_TABLE_NAME: props.domainTables.Outbox.tableName,
        PAYMENT_STREAMS_TABLE_NAME: props.domainTables.PaymentStreams.tableName,
        WORKFLOWS_TABLE_NAME: props.domainTables.Workflows.tableName,
        WORKFLOW_OPERATIONS_TABLE_NAME: props.domainTables.WorkflowOperations.tableName,
        BULK_ITEMS_TABLE_NAME: ownTables.bulkItems.tableName,
        BULK_STATE_MACHINE_ARN: props.workflowBulk.stateMachine.stateMachineArn,
        ROOMS_TABLE_NAME: ownTables.rooms.tableName,
        WORKFLOW_FOUR_EYES: props.workflowFourEyes ? 'true' : 'false',
        ALLOWED_ORIGINS: props.allowedOrigins.join(','),
        LIMITS_TABLE_NAME: ownTables.limits.tableName,
        STREAM_LIFETIME_SECONDS: String(props.streamLifetimeSeconds),
        ENDPOINTS_PARAMETER: props.dashboard.endpointsParameter,
        ...telemetryEnvironment(props),
      },
      memorySizeMb: 512,
      timeoutSeconds,
      reservedConcurrency: props.reservedConcurrency,
    });
    tokenAuthority.allowCredentials(api);
    allowRevocationCheck(props, api);
    ownTables.revocations.allow(api, 'PutItem', 'DeleteItem', 'Query');
    // Who is connected, and ending it; who revokes ends what is open.
    ownTables.connections.allow(api, 'Query', 'UpdateItem', 'DeleteItem');
    ownTables.connections.allowIndexQuery(api, 'byConnection', 'byChannel');
    // Who drains says so to each socket that it closes.
    props.socket.allowConnections(api, 'POST');
    props.socket.allowConnections(api, 'DELETE');
    allowTelemetry(ownTables, api);
    // Publishing, which is a write and nothing else; what was published under a key is looked up.
    props.domainTables.Outbox.allow(api, 'PutItem', 'GetItem');
    // Payment streams: which there are from indexes, what they are from the items.
    props.domainTables.PaymentStreams.allow(api, 'BatchGetItem', 'GetItem', 'PutItem');
    props.domainTables.PaymentStreams.allowIndexQuery(api, ...paymentStreamListIndexes);
    // Workflows likewise; what is decided of one is written as it was read.
    props.domainTables.Workflows.allow(api, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
    props.domainTables.Workflows.allowIndexQuery(api, 'byStatus');
    // Bulk operations: their beginning, their end, and how each workflow went.
    props.domainTables.WorkflowOperations.allow(api, 'GetItem', 'PutItem', 'UpdateItem');
    ownTables.bulkItems.allow(api, 'PutItem', 'Query');
    props.workflowBulk.allowStart(api);
    // Webhooks, what was sent to them, and going on with one at once.
    ownTables.webhooks.allow(api, 'DeleteItem', 'GetItem', 'PutItem', 'Scan', 'UpdateItem');
    ownTables.webhookDeliveries.allow(api, 'GetItem', 'PutItem', 'Query');
    props.webhooks.key.allowReading(api);
    props.webhooks.allowWaking(api);
    // How many are subscribed to what.
    ownTables.rooms.allow(api, 'Scan');
    // Statistics, health and audit.
    ownTables.statistics.allow(api, 'Query');
    ownTables.audit.allow(api, 'Query');
    ownTables.audit.allowIndexQuery(api, 'byActor', 'byAction');
    // The servers of the AsyncAPI document.
    props.dashboard.allowEndpoints(api);
    // Polling.
    ownTables.eventLog.allow(api, 'Query');
    // Counts of requests, the drain, and notices to processes that serve many streams.
    ownTables.limits.allow(api, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');

    this.url = api.addFunctionUrl({
      // The function checks tokens itself, as the channels do.
      authType: FunctionUrlAuthType.NONE,
      // An answer leaves before what is written afterwards: audit and statistics.
      invokeMode: InvokeMode.RESPONSE_STREAM,
      cors: crossOrigin(props.allowedOrigins, {
        methods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE],
        headers: ['authorization', 'content-type', 'idempotency-key', 'traceparent'],
        exposed: ['allow', 'retry-after', 'x-request-id'],
      }),
    }).url;
  }
}
