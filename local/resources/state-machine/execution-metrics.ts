import type { MetricRecorder } from '../../contract/metrics.ts';
import type { ExecutionEnd } from './execution-history.ts';

const endNames: Readonly<Record<ExecutionEnd['status'], string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** What Step Functions counts of executions: docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export function executionMetrics(metrics: MetricRecorder, stateMachineArn: string) {
  const base = { namespace: 'AWS/States', dimensions: { StateMachineArn: stateMachineArn } };
  const count = (name: string): void =>
    metrics.record({ ...base, name, unit: 'Count', values: [1] });
  return {
    started: () => count('ExecutionsStarted'),
    ended({ status }: ExecutionEnd, durationMs: number): void {
      count(endNames[status]);
      metrics.record({
        ...base,
        name: 'ExecutionTime',
        unit: 'Milliseconds',
        values: [durationMs],
      });
    },
  };
}
