import type { MetricRecorder } from '../../contract/metrics.ts';

/** Of which stage of which API. */
export interface StageDimensions extends Readonly<Record<string, string>> {
  readonly ApiId: string;
  readonly Stage: string;
}

/** docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html */
export type StageMetric =
  | 'ConnectCount'
  | 'MessageCount'
  | 'IntegrationError'
  | 'ClientError'
  | 'ExecutionError';

const namespace = 'AWS/ApiGateway';

export function countOfStage(
  metrics: MetricRecorder,
  dimensions: StageDimensions,
  name: StageMetric,
): void {
  metrics.record({ namespace, name, dimensions, unit: 'Count', values: [1] });
}

export function latencyOfIntegration(
  metrics: MetricRecorder,
  dimensions: StageDimensions,
  latencyMs: number,
): void {
  const name = 'IntegrationLatency';
  metrics.record({ namespace, name, dimensions, unit: 'Milliseconds', values: [latencyMs] });
}
