import { logGroupOf } from '../../aws-protocol/log-group-arn.ts';
import type { Host } from '../../contract/host.ts';
import { isRecord } from '../../template/template.ts';

/** What is known of one request once it was answered, by the names of its context variables. */
export interface AccessLogEntry {
  /** `requestContext` of the event. */
  readonly context: unknown;
  readonly status: number;
  /** Absent: no integration was asked. */
  readonly integration?: { readonly status: number; readonly latencyMs: number };
  /** Absent: no authorizer was asked. */
  readonly authorizerStatus?: number;
  /** What the client was sent instead of an answer. */
  readonly errorMessage?: string;
}

export type AccessLog = (entry: AccessLogEntry) => void;

/** The variables that a format may name here: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html */
const known: readonly RegExp[] = [
  /^(apiId|connectedAt|connectionId|domainName|eventType|extendedRequestId|messageDirection|messageId)$/,
  /^(requestId|requestTime|requestTimeEpoch|routeKey|stage|status|disconnectReason|disconnectStatusCode)$/,
  /^identity\.(sourceIp|userAgent)$/,
  /^authorizer\.\w+$/,
  /^error\.message$/,
  /^integration\.(latency|status)$/,
  /^integration(Latency|Status)$/,
];

const variablePattern = /\$context\.([A-Za-z][\w.]*\w|\w)/g;

/** At most 3 KB: docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
const longestFormat = 3 * 1_024;

/**
 * Writes a line for each request of a stage.
 *
 * @throws Error on a group that the template does not make, and a variable that the host does not know.
 */
export function accessLog(
  { DestinationArn, Format }: { readonly DestinationArn: string; readonly Format: string },
  logicalId: string,
  host: Host,
): AccessLog {
  const group = logGroupOf(DestinationArn, logicalId, host);
  if (Format.length > longestFormat) {
    throw new Error(`${logicalId}: expected a Format of at most ${longestFormat} characters`);
  }
  const names = [...Format.matchAll(variablePattern)].map(([, name = '']) => name);
  const unknown = names.find(name => !known.some(pattern => pattern.test(name)));
  if (unknown !== undefined) {
    throw new Error(`${logicalId}: the local host does not know $context.${unknown} of a Format`);
  }
  if (!names.includes('requestId') && !names.includes('extendedRequestId')) {
    throw new Error(`${logicalId}: expected a Format with $context.requestId, which AWS requires`);
  }
  return entry =>
    host.logs.append(
      group,
      'access',
      Format.replaceAll(variablePattern, (_, name: string) => textOf(variableOf(entry, name))),
    );
}

function variableOf(entry: AccessLogEntry, name: string): unknown {
  const { status, integration, errorMessage, authorizerStatus } = entry;
  switch (name) {
    case 'status':
      return status;
    case 'integrationStatus':
    case 'integration.status':
      return integration?.status;
    case 'integrationLatency':
    case 'integration.latency':
      return integration?.latencyMs;
    case 'error.message':
      return errorMessage;
    case 'authorizer.status':
      return authorizerStatus;
    default:
      return name
        .split('.')
        .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), entry.context);
  }
}

/** What is not there is a hyphen, and quotes of a value would end the format's own. */
const textOf = (value: unknown): string =>
  value === undefined || value === null ? '-' : String(value).replaceAll(/["\\\r\n]/g, ' ');
