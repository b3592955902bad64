import type { InvocationResult } from '../../../../local/contract/invocation.ts';
import { MetricStore } from '../../../../local/metrics/metric-store.ts';
import { InvocationMetrics } from '../../../../local/resources/lambda/invocation-metrics.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const minuteMs = 60_000;

test('what fails late is an error of the minute in which it was invoked', async () => {
  jest.useFakeTimers({ now: 1_000 * minuteMs });
  const store = new MetricStore({ minuteMs, log: silent });
  const ended = Promise.withResolvers<InvocationResult>();
  const functions = {
    invoke: () => ended.promise,
    invokeStreaming: () => ended.promise,
  };
  const { invoke } = new InvocationMetrics().counted(functions, 'channel', store);
  const invoked = invoke('arn', {});
  jest.setSystemTime(1_007 * minuteMs);
  ended.resolve({ kind: 'error', errorType: 'Sandbox.Timedout', errorMessage: 'timed out' });
  await invoked;
  const countedIn = (lastMinute: number) =>
    ['Errors', 'Invocations'].map(name =>
      store.statistic(
        { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: 'channel' } },
        'Sum',
        { lastMinute, minutes: 1 },
      ),
    );
  expect(countedIn(1_000)).toEqual([1, 1]);
  expect(countedIn(1_007)).toEqual([undefined, undefined]);
  jest.useRealTimers();
});
