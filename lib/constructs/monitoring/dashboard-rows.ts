import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metrics } from '../../../core/metrics/metrics.ts';
import { objectives } from '../../../core/metrics/objectives.ts';
import { executionMetric } from './deadline-alarms.ts';
import { type LambdaMetricName, lambdaMetric } from './lambda-metric.ts';
import { type DimensionValue, ownMetric } from './own-metric.ts';
import { socketMetric } from './socket-alarms.ts';
import { throttleMetric } from './table-alarms.ts';
import type { Watched } from './watched.ts';
import { queueMetric } from './webhook-alarms.ts';

/** One picture. */
export interface Graph {
  readonly title: string;
  /** What stands at its left edge. */
  readonly unit: 'count' | 'milliseconds' | 'seconds';
  readonly metrics: readonly IMetric[];
  /** A line across it. */
  readonly limit?: { readonly value: number; readonly label: string };
}

/** Pictures side by side, under a heading. */
export interface DashboardRow {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

/** What the page shows, from top to bottom: from what readers notice to what is behind it. */
export function dashboardRows(watched: Watched): readonly DashboardRow[] {
  const { namespace, streams, functions, stateMachines, ownTables, proposals } = watched;
  const { accountConcurrency = 1_000 } = watched;
  const own = <Name extends MetricName>(
    name: Name,
    statistic: string,
    value?: DimensionValue<Name>,
  ) => ownMetric(namespace, name, { statistic, ...(value !== undefined && { value }) });
  const each = <Name extends MetricName>(
    name: Name,
    statistic: string,
    values: readonly DimensionValue<Name>[],
  ) => values.map(value => own(name, statistic, value).with({ label: value }));
  const ofFunctions = (name: LambdaMetricName, statistic: string) =>
    functions.map(one => lambdaMetric(name, statistic, one).with({ label: one.title }));
  const consumers = [...new Set(streams.map(({ consumer }) => consumer))];
  const behindUrls = functions.filter(({ title }) => ['Management', 'Dashboard'].includes(title));
  const { eventLog, connections, limits } = ownTables;
  const tables = {
    EventLog: eventLog,
    Connections: connections,
    Limits: limits,
    Proposals: proposals,
  };
  const throttled = (name: 'ReadThrottleEvents' | 'WriteThrottleEvents') =>
    Object.entries(tables).map(([title, table]) =>
      throttleMetric(table, name).with({ label: title }),
    );
  const { withinMs } = objectives.delivery;
  return [
    {
      title: 'What readers get',
      graphs: [
        {
          title: 'From a write to its first reader',
          unit: 'milliseconds',
          metrics: ['p50', 'p99'].map(statistic =>
            own('DeliveryLatency', statistic).with({ label: statistic }),
          ),
          limit: { value: withinMs, label: 'objective' },
        },
        {
          title: 'First deliveries, and those that were late',
          unit: 'count',
          metrics: [own('FirstDeliveries', 'Sum'), own('LateFirstDeliveries', 'Sum')],
        },
        {
          title: 'Readers by channel',
          unit: 'count',
          metrics: each('Readers', 'Sum', metrics.Readers.dimension.values),
        },
      ],
    },
    {
      title: 'From writes to events',
      graphs: [
        {
          title: 'Events that logs gain',
          unit: 'count',
          metrics: each('EventsAppended', 'Sum', metrics.EventsAppended.dimension.values),
        },
        {
          title: 'Events to readers',
          unit: 'count',
          metrics: each('EventsDelivered', 'Sum', metrics.EventsDelivered.dimension.values),
        },
        {
          title: 'Age of what streams are read at',
          unit: 'milliseconds',
          metrics: consumers.map(one =>
            lambdaMetric('IteratorAge', 'Maximum', one).with({ label: one.title }),
          ),
        },
        {
          title: 'Quarantined, and gaps',
          unit: 'count',
          metrics: [own('ItemsQuarantined', 'Sum'), own('Gaps', 'Sum')],
        },
        {
          title: 'Appends that were made again',
          unit: 'count',
          metrics: each('AppendConflicts', 'Sum', metrics.AppendConflicts.dimension.values),
        },
      ],
    },
    {
      title: 'Requests and sockets',
      graphs: [
        {
          title: 'Refused, by category',
          unit: 'count',
          metrics: each('Refusals', 'Sum', metrics.Refusals.dimension.values),
        },
        {
          title: 'Answered with 5xx',
          unit: 'count',
          metrics: behindUrls.map(one =>
            lambdaMetric('Url5xxCount', 'Sum', one).with({ label: one.title }),
          ),
        },
        {
          title: 'Requests of people and backends',
          unit: 'count',
          metrics: behindUrls.map(one =>
            lambdaMetric('UrlRequestCount', 'Sum', one).with({ label: one.title }),
          ),
        },
        {
          title: 'Sockets: handshakes and messages',
          unit: 'count',
          metrics: (['ConnectCount', 'MessageCount'] as const).map(name =>
            socketMetric(watched, name),
          ),
        },
        {
          title: 'Sockets: what failed',
          unit: 'count',
          metrics: (['IntegrationError', 'ExecutionError', 'ClientError'] as const).map(name =>
            socketMetric(watched, name),
          ),
        },
      ],
    },
    {
      title: 'Proposals and deadlines',
      graphs: [
        {
          title: 'How proposals end',
          unit: 'count',
          metrics: each('ProposalOutcomes', 'Sum', metrics.ProposalOutcomes.dimension.values),
        },
        {
          title: 'How late deadlines are carried out',
          unit: 'milliseconds',
          metrics: each('DeadlineLateness', 'Maximum', metrics.DeadlineLateness.dimension.values),
        },
        {
          title: 'Executions that failed',
          unit: 'count',
          metrics: Object.entries(stateMachines).map(([title, machine]) =>
            executionMetric(machine, 'ExecutionsFailed').with({ label: title }),
          ),
        },
        {
          title: 'Executions that were started',
          unit: 'count',
          metrics: Object.entries(stateMachines).map(([title, machine]) =>
            executionMetric(machine, 'ExecutionsStarted').with({ label: title }),
          ),
        },
      ],
    },
    {
      title: 'Webhooks',
      graphs: [
        {
          title: 'What becomes of deliveries',
          unit: 'count',
          metrics: [
            ...each('WebhookOutcomes', 'Sum', metrics.WebhookOutcomes.dimension.values),
            own('WebhooksDisabled', 'Sum').with({ label: 'disabled' }),
          ],
        },
        {
          title: 'Age of the oldest wake-up',
          unit: 'seconds',
          metrics: [queueMetric(watched, 'age of the oldest')],
        },
        {
          title: 'Wake-ups',
          unit: 'count',
          metrics: (['waiting', 'lost'] as const).map(name =>
            queueMetric(watched, name).with({ label: name }),
          ),
        },
      ],
    },
    {
      title: 'Functions and tables',
      graphs: [
        { title: 'Errors of functions', unit: 'count', metrics: ofFunctions('Errors', 'Sum') },
        {
          title: 'Duration of functions, p99',
          unit: 'milliseconds',
          metrics: ofFunctions('Duration', 'p99'),
        },
        {
          title: 'Functions of the account at once',
          unit: 'count',
          metrics: [lambdaMetric('ConcurrentExecutions', 'Maximum')],
          limit: { value: accountConcurrency, label: 'quota' },
        },
        {
          title: 'Throttled functions of the account',
          unit: 'count',
          metrics: [lambdaMetric('Throttles', 'Sum')],
        },
        {
          title: 'Throttled reads',
          unit: 'count',
          metrics: throttled('ReadThrottleEvents'),
        },
        {
          title: 'Throttled writes',
          unit: 'count',
          metrics: throttled('WriteThrottleEvents'),
        },
      ],
    },
  ];
}
