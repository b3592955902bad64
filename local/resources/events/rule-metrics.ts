import type { MetricRecorder } from '../../contract/metrics.ts';

/** docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
type RuleMetric = 'TriggeredRules' | 'Invocations' | 'FailedInvocations';

/** What EventBridge counts of one rule of the default bus. */
export interface RuleMetrics {
  /** The rule's moment has come, whatever it invokes. */
  triggered(): void;
  /** A target was handed the event. Lambda takes it into a queue, so what the function makes of it counts no more. */
  invoked(): void;
  /** A target that the rule may not invoke: that is an invocation, too, and one that failed. */
  refused(): void;
}

export function ruleMetrics(metrics: MetricRecorder, ruleName: string): RuleMetrics {
  const count = (name: RuleMetric): void =>
    metrics.record({
      namespace: 'AWS/Events',
      name,
      dimensions: { RuleName: ruleName },
      unit: 'Count',
      values: [1],
    });
  return {
    triggered: () => count('TriggeredRules'),
    invoked: () => count('Invocations'),
    refused() {
      count('Invocations');
      count('FailedInvocations');
    },
  };
}
