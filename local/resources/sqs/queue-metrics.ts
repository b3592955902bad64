import type { MetricSample } from '../../contract/metrics.ts';
import type { LocalQueue } from './local-queue.ts';

/** What SQS measures of a queue once a minute: docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueSamples(queue: LocalQueue): readonly MetricSample[] {
  const { visible, inFlight, delayed } = queue.counts();
  const sample = (name: string, unit: string, value: number): MetricSample => ({
    namespace: 'AWS/SQS',
    name,
    unit,
    dimensions: { QueueName: queue.definition.name },
    values: [value],
  });
  return [
    sample('ApproximateAgeOfOldestMessage', 'Seconds', Math.round(queue.oldestAgeMs() / 1_000)),
    sample('ApproximateNumberOfMessagesVisible', 'Count', visible),
    sample('ApproximateNumberOfMessagesNotVisible', 'Count', inFlight),
    sample('ApproximateNumberOfMessagesDelayed', 'Count', delayed),
  ];
}
