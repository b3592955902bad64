import type { FunctionRegistry, InvocationResult } from '../../contract/invocation.ts';
import type { MetricRecorder, MetricSample } from '../../contract/metrics.ts';

const namespace = 'AWS/Lambda';

/** The metrics of invocations: docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
type InvocationMetric = 'Invocations' | 'Errors' | 'Throttles' | 'Duration';

/** Counts the invocations of the functions of one host, of each and of all together. */
export class InvocationMetrics {
  #running = 0;
  #isObserved = false;

  /** The same function, its invocations counted. */
  counted(
    { invoke, invokeStreaming }: FunctionRegistry,
    functionName: string,
    metrics: MetricRecorder,
  ): FunctionRegistry {
    let running = 0;
    /** Lambda dates what it counts of an invocation by when that began. */
    const recordAt =
      (atMs: number) =>
      (name: InvocationMetric, unit: MetricSample['unit'], value: number): void => {
        for (const dimensions of [{ FunctionName: functionName }, {}] as const) {
          metrics.record({ namespace, name, unit, values: [value], dimensions, atMs });
        }
      };
    metrics.observe(() =>
      running === 0 ? [] : [executing({ FunctionName: functionName }, running)],
    );
    if (!this.#isObserved) metrics.observe(() => [executing({}, this.#running)]);
    this.#isObserved = true;
    const run = async (invoked: () => Promise<InvocationResult>): Promise<InvocationResult> => {
      running += 1;
      this.#running += 1;
      const begunMs = performance.now();
      const record = recordAt(Date.now());
      try {
        const result = await invoked();
        const isThrottled =
          result.kind === 'error' && result.errorType === 'TooManyRequestsException';
        // What is throttled was no invocation.
        if (isThrottled) record('Throttles', 'Count', 1);
        else {
          // Only now it is known that it ran; and the first to end was there when most were.
          metrics.record(executing({ FunctionName: functionName }, running));
          metrics.record(executing({}, this.#running));
          record('Invocations', 'Count', 1);
          record('Errors', 'Count', result.kind === 'error' ? 1 : 0);
          record('Duration', 'Milliseconds', performance.now() - begunMs);
        }
        return result;
      } finally {
        running -= 1;
        this.#running -= 1;
      }
    };
    return {
      invoke: (arn, payload) => run(() => invoke(arn, payload)),
      invokeStreaming: (arn, payload, sink) => run(() => invokeStreaming(arn, payload, sink)),
    };
  }
}

/** Taken as each invocation ends, and once a minute, for streams last for minutes. */
const executing = (dimensions: MetricSample['dimensions'], running: number): MetricSample => ({
  namespace,
  name: 'ConcurrentExecutions',
  unit: 'Count',
  values: [running],
  dimensions,
});
