import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { metrics } from '../../../core/metrics/metrics.ts';
import type { AlarmRow } from './alarm-row.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched } from './watched.ts';

/** A sweep ends what its timer lost, a minute later at most. */
const lateMs = 120_000;

const titles = {
  proposal: 'ProposalDeadline',
  'payment-stream': 'PaymentStreamDeadline',
  workflow: 'WorkflowDeadline',
} as const satisfies Readonly<
  Record<(typeof metrics.DeadlineLateness.dimension.values)[number], string>
>;

/** A metric of a state machine's, summed up over five minutes. */
export function executionMetric(
  { stateMachineArn }: StateMachine,
  metricName: 'ExecutionsFailed' | 'ExecutionsStarted',
): Metric {
  return new Metric({
    namespace: 'AWS/States',
    metricName,
    statistic: 'Sum',
    period: Duration.minutes(5),
    dimensionsMap: { StateMachineArn: stateMachineArn },
  });
}

/** Those of what begins by the clock, and of the state machines behind it. */
export function deadlineAlarms({ namespace, stateMachines }: Watched): readonly AlarmRow[] {
  return [
    ...Object.entries(stateMachines).map(
      ([title, stateMachine]): AlarmRow => ({
        name: `${title}Failed`,
        section: 'Failed executions',
        means: `An execution of ${title} failed after all of its attempts; the sweeper goes on with what it was for.`,
        metric: executionMetric(stateMachine, 'ExecutionsFailed'),
        is: 'above',
        threshold: 0,
      }),
    ),
    ...metrics.DeadlineLateness.dimension.values.map(
      (kind): AlarmRow => ({
        name: `${titles[kind]}Late`,
        section: 'Late deadlines',
        means: `What was due of a ${kind.replace('-', ' ')} was carried out more than ${lateMs / 60_000} minutes late: neither its timer nor the sweeper came in time${kind === 'proposal' ? ', or its courier is behind' : ''}.`,
        metric: ownMetric(namespace, 'DeadlineLateness', { statistic: 'Maximum', value: kind }),
        is: 'above',
        threshold: lateMs,
      }),
    ),
  ];
}
