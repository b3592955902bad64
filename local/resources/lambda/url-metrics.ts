import type { ServerResponse } from 'node:http';
import type { MetricRecorder } from '../../contract/metrics.ts';

/** Counts a request to a function URL once its answer is over: docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html */
export function countRequest(
  response: ServerResponse,
  functionArn: string,
  metrics: MetricRecorder,
): void {
  const FunctionName = functionArn.split(':').at(-1) ?? functionArn;
  const begunMs = performance.now();
  const record = (name: string, unit: string, value: number): void =>
    metrics.record({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName },
      unit,
      values: [value],
    });
  response.once('close', () => {
    record('UrlRequestCount', 'Count', 1);
    record('UrlRequestLatency', 'Milliseconds', performance.now() - begunMs);
    // Who left before an answer began got none.
    const status = response.headersSent ? response.statusCode : 0;
    record('Url4xxCount', 'Count', status >= 400 && status < 500 ? 1 : 0);
    record('Url5xxCount', 'Count', status >= 500 ? 1 : 0);
  });
}
