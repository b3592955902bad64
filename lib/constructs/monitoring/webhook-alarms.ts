import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRow } from './alarm-row.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched } from './watched.ts';

/**
 * Wake-ups that wait on purpose are a quarter of an hour old at most; SQS delays none longer. What a sender
 * that fails or is throttled gets again and again is not among them: SQS counts none that was received three
 * times, and hides each for nine minutes after a receive.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const lateSeconds = 1_200;

/** Wake-ups that nobody has taken yet. */
export function queueMetric(
  { webhookQueue }: Watched,
  name: 'age of the oldest' | 'lost' | 'waiting',
): Metric {
  const period = Duration.minutes(1);
  const { wakeUps, lost } = webhookQueue;
  if (name === 'age of the oldest') {
    return wakeUps.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' });
  }
  const queue = name === 'lost' ? lost : wakeUps;
  return queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
}

/** Those of what is posted to receivers. */
export function webhookAlarms(watched: Watched): readonly AlarmRow[] {
  const counted = { statistic: 'Sum', periodMinutes: 5 } as const;
  return [
    {
      name: 'WebhooksLate',
      section: 'Late webhooks',
      means:
        'The oldest wake-up of a webhook is older than twenty minutes, for three minutes: nobody takes it from the queue.',
      metric: queueMetric(watched, 'age of the oldest'),
      is: 'above',
      threshold: lateSeconds,
      periods: 3,
    },
    {
      name: 'WebhookWakeUpsLost',
      section: 'Lost wake-ups',
      means: 'Runs of a webhook failed five times in a row; the queue of lost wake-ups names it.',
      metric: queueMetric(watched, 'lost'),
      is: 'above',
      threshold: 0,
    },
    {
      name: 'WebhookDeliveriesExhausted',
      section: 'Disabled webhooks',
      means: 'Deliveries to a webhook were given up: its receiver took none of the attempts.',
      metric: ownMetric(watched.namespace, 'WebhookOutcomes', { ...counted, value: 'exhausted' }),
      is: 'above',
      threshold: 0,
    },
    {
      name: 'WebhooksDisabled',
      section: 'Disabled webhooks',
      means: 'The system disabled a webhook by itself: it is sent nothing until it is enabled.',
      metric: ownMetric(watched.namespace, 'WebhooksDisabled', counted),
      is: 'above',
      threshold: 0,
    },
  ];
}
