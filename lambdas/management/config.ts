import { gatewayVariables } from '../adapters/connections/socket-gateway.ts';
import { revocationVariables } from '../adapters/identity/revocation-environment.ts';
import { credentialVariables } from '../adapters/identity/token-environment.ts';
import {
  type ConfigOf,
  commaSeparated,
  type EnvironmentOf,
  flag,
  positiveInteger,
  readEnvironment,
  text,
  wholeNumber,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';
import { webhookVariables } from '../adapters/webhooks/webhook-environment.ts';

const variables = {
  ...gatewayVariables,
  ...credentialVariables,
  ...telemetryVariables,
  ...revocationVariables,
  ...webhookVariables,
  CONNECTIONS_TABLE_NAME: text,
  EVENT_LOG_TABLE_NAME: text,
  OUTBOX_TABLE_NAME: text,
  PAYMENT_STREAMS_TABLE_NAME: text,
  WORKFLOWS_TABLE_NAME: text,
  WORKFLOW_OPERATIONS_TABLE_NAME: text,
  BULK_ITEMS_TABLE_NAME: text,
  BULK_STATE_MACHINE_ARN: text,
  ROOMS_TABLE_NAME: text,
  /** Whether who created a workflow may not decide it. */
  WORKFLOW_FOUR_EYES: flag,
  /** Comma-separated; empty: no browser of another origin. */
  ALLOWED_ORIGINS: commaSeparated,
  LIMITS_TABLE_NAME: text,
  /** A stream ends itself after about this long (jitter ±10 %). */
  STREAM_LIFETIME_SECONDS: positiveInteger,
  /** Of a webhook that says nothing else. */
  WEBHOOK_RETRY_ATTEMPTS: wholeNumber,
  WEBHOOK_TIMEOUT_MS: positiveInteger,
  /** The parameter that holds the endpoints, as JSON. */
  ENDPOINTS_PARAMETER: text,
  /** Set by Lambda: where the bundle lies, and beside it the contracts. */
  LAMBDA_TASK_ROOT: text,
};

/** What `lib` must set on the function. */
export type Environment = Omit<EnvironmentOf<typeof variables>, 'LAMBDA_TASK_ROOT'>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}
