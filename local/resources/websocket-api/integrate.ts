import type { Host } from '../../contract/host.ts';
import type { Integration } from './definition.ts';
import type { SocketEvent } from './events.ts';
import { countOfStage, latencyOfIntegration } from './stage-metrics.ts';

/** What an integration gave: a proxy response, or why there is none. */
export type IntegrationOutcome =
  | {
      readonly kind: 'answered';
      readonly statusCode: number | undefined;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | undefined;
    }
  /** The function failed, or answered in the wrong form. */
  | { readonly kind: 'failed' }
  /** Lambda did not take the invocation. */
  | { readonly kind: 'rejected' }
  | { readonly kind: 'timed-out' };

/** Invokes the function of an AWS_PROXY integration, and waits no longer than the integration does, unless it is debugged. */
export async function integrate(
  host: Host,
  { functionArn, timeoutMs }: Integration,
  event: SocketEvent,
): Promise<IntegrationOutcome> {
  const begunMs = performance.now();
  const outcome = await raced(host, { functionArn, timeoutMs }, event);
  latencyOfIntegration(host.metrics, event.stage, performance.now() - begunMs);
  count(host, event, outcome);
  return outcome;
}

/** What went wrong on the way to the function is an execution error, what it answered its own. */
function count({ metrics }: Host, { stage }: SocketEvent, outcome: IntegrationOutcome): void {
  if (outcome.kind === 'rejected' || outcome.kind === 'timed-out') {
    countOfStage(metrics, stage, 'ExecutionError');
  } else if (outcome.kind === 'failed' || (outcome.statusCode ?? 200) >= 400) {
    countOfStage(metrics, stage, 'IntegrationError');
  }
}

async function raced(
  host: Host,
  { functionArn, timeoutMs }: Integration,
  event: SocketEvent,
): Promise<IntegrationOutcome> {
  const { promise: timeout, resolve } = Promise.withResolvers<IntegrationOutcome>();
  const timer = host.isDebugged
    ? undefined
    : setTimeout(() => resolve({ kind: 'timed-out' }), timeoutMs);
  try {
    return await Promise.race([invoke(host, functionArn, event), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function invoke(
  host: Host,
  functionArn: string,
  { payload, sourceArn }: SocketEvent,
): Promise<IntegrationOutcome> {
  if (!mayInvoke(host, functionArn, sourceArn)) return { kind: 'rejected' };
  const result = await host.functions.invoke(functionArn, payload);
  if (result.kind === 'error') {
    host.log.debug(`${functionArn}: ${result.errorType}: ${result.errorMessage}`);
    return { kind: result.errorType === 'TooManyRequestsException' ? 'rejected' : 'failed' };
  }
  return readProxyResponse(result.payload);
}

/** Whether the function's own policy lets API Gateway invoke it, for a route or as an authorizer. */
export const mayInvoke = (host: Host, functionArn: string, sourceArn: string): boolean =>
  host.functionPolicies.allows({
    functionArn,
    action: 'lambda:InvokeFunction',
    service: 'apigateway.amazonaws.com',
    sourceArn,
  });

function readProxyResponse(payload: unknown): IntegrationOutcome {
  const { statusCode, headers, body } = (
    typeof payload === 'object' && payload !== null ? payload : {}
  ) as Readonly<Record<string, unknown>>;
  if (body !== undefined && body !== null && typeof body !== 'string') return { kind: 'failed' };
  const entries = Object.entries(headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    kind: 'answered',
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    headers: Object.fromEntries(entries),
    body: body ?? undefined,
  };
}
