import type { IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metrics } from '../../../core/metrics/metrics.ts';
import { objectives } from '../../../core/metrics/objectives.ts';
import { executionMetric } from './deadline-alarms.ts';
import { type LambdaMetricName, lambdaMetric } from './lambda-metric.ts';
import { type DimensionValue, ownMetric } from './own-metric.ts';
import { type SocketMetricName, socketMetric } from './socket-alarms.ts';
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
  return [
    { title: 'What readers get', graphs: readerGraphs(watched) },
    { title: 'From writes to events', graphs: eventGraphs(watched) },
    { title: 'Requests and sockets', graphs: requestGraphs(watched) },
    { title: 'Proposals and deadlines', graphs: deadlineGraphs(watched) },
    { title: 'Webhooks', graphs: webhookGraphs(watched) },
    { title: 'Functions and tables', graphs: resourceGraphs(watched) },
  ];
}

function readerGraphs(watched: Watched): readonly Graph[] {
  return [
    {
      title: 'From a write to its first reader',
      unit: 'milliseconds',
      metrics: ['p50', 'p99'].map(statistic =>
        own(watched, 'DeliveryLatency', statistic).with({ label: statistic }),
      ),
      limit: { value: objectives.delivery.withinMs, label: 'objective' },
    },
    {
      title: 'First deliveries, and those that were late',
      unit: 'count',
      metrics: [own(watched, 'FirstDeliveries'), own(watched, 'LateFirstDeliveries')],
    },
    {
      title: 'Readers by channel',
      unit: 'count',
      metrics: each(watched, 'Readers', metrics.Readers.dimension.values),
    },
  ];
}

function eventGraphs(watched: Watched): readonly Graph[] {
  const consumers = [...new Set(watched.streams.map(({ consumer }) => consumer))];
  return [
    {
      title: 'Events that logs gain',
      unit: 'count',
      metrics: each(watched, 'EventsAppended', metrics.EventsAppended.dimension.values),
    },
    {
      title: 'Events to readers',
      unit: 'count',
      metrics: each(watched, 'EventsDelivered', metrics.EventsDelivered.dimension.values),
    },
    {
      title: 'Age of what streams are read at',
      unit: 'milliseconds',
      metrics: ofFunctions(consumers, 'IteratorAge', 'Maximum'),
    },
    {
      title: 'Quarantined, and gaps',
      unit: 'count',
      metrics: [own(watched, 'ItemsQuarantined'), own(watched, 'Gaps')],
    },
    {
      title: 'Appends that were made again',
      unit: 'count',
      metrics: each(watched, 'AppendConflicts', metrics.AppendConflicts.dimension.values),
    },
  ];
}

function requestGraphs(watched: Watched): readonly Graph[] {
  const behindUrls = watched.functions.filter(({ title }) =>
    ['Management', 'Dashboard'].includes(title),
  );
  const ofSockets = (...names: readonly SocketMetricName[]) =>
    names.map(name => socketMetric(watched, name));
  return [
    {
      title: 'Refused, by category',
      unit: 'count',
      metrics: each(watched, 'Refusals', metrics.Refusals.dimension.values),
    },
    {
      title: 'Answered with 5xx',
      unit: 'count',
      metrics: ofFunctions(behindUrls, 'Url5xxCount', 'Sum'),
    },
    {
      title: 'Requests of people and backends',
      unit: 'count',
      metrics: ofFunctions(behindUrls, 'UrlRequestCount', 'Sum'),
    },
    {
      title: 'Sockets: handshakes and messages',
      unit: 'count',
      metrics: ofSockets('ConnectCount', 'MessageCount'),
    },
    {
      title: 'Sockets: what failed',
      unit: 'count',
      metrics: ofSockets('IntegrationError', 'ExecutionError', 'ClientError'),
    },
  ];
}

function deadlineGraphs(watched: Watched): readonly Graph[] {
  const { ProposalOutcomes, DeadlineLateness } = metrics;
  const ofMachines = (name: 'ExecutionsFailed' | 'ExecutionsStarted') =>
    Object.entries(watched.stateMachines).map(([title, machine]) =>
      executionMetric(machine, name).with({ label: title }),
    );
  return [
    {
      title: 'How proposals end',
      unit: 'count',
      metrics: each(watched, 'ProposalOutcomes', ProposalOutcomes.dimension.values),
    },
    {
      title: 'How late deadlines are carried out',
      unit: 'milliseconds',
      metrics: each(watched, 'DeadlineLateness', DeadlineLateness.dimension.values, 'Maximum'),
    },
    { title: 'Executions that failed', unit: 'count', metrics: ofMachines('ExecutionsFailed') },
    {
      title: 'Executions that were started',
      unit: 'count',
      metrics: ofMachines('ExecutionsStarted'),
    },
  ];
}

function webhookGraphs(watched: Watched): readonly Graph[] {
  return [
    {
      title: 'What becomes of deliveries',
      unit: 'count',
      metrics: [
        ...each(watched, 'WebhookOutcomes', metrics.WebhookOutcomes.dimension.values),
        own(watched, 'WebhooksDisabled').with({ label: 'disabled' }),
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
  ];
}

function resourceGraphs(watched: Watched): readonly Graph[] {
  const { functions, accountConcurrency = 1_000, ownTables, proposals } = watched;
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
  return [
    {
      title: 'Errors of functions',
      unit: 'count',
      metrics: ofFunctions(functions, 'Errors', 'Sum'),
    },
    {
      title: 'Duration of functions, p99',
      unit: 'milliseconds',
      metrics: ofFunctions(functions, 'Duration', 'p99'),
    },
    {
      title: 'Functions of the account at once',
      unit: 'count',
      metrics: [lambdaMetric('ConcurrentExecutions', 'Maximum')],
      limit: { value: accountConcurrency, label: 'quota' },
    },
    {
      title: 'Throttled functions',
      unit: 'count',
      metrics: [
        lambdaMetric('Throttles', 'Sum').with({ label: 'all of the account' }),
        ...ofFunctions(functions, 'Throttles', 'Sum'),
      ],
    },
    { title: 'Throttled reads', unit: 'count', metrics: throttled('ReadThrottleEvents') },
    { title: 'Throttled writes', unit: 'count', metrics: throttled('WriteThrottleEvents') },
  ];
}

/** All together, of a metric that has that. */
function own({ namespace }: Watched, name: MetricName, statistic = 'Sum'): Metric {
  return ownMetric(namespace, name, { statistic });
}

/** By each value of its dimension. */
function each<Name extends MetricName>(
  { namespace }: Watched,
  name: Name,
  values: readonly DimensionValue<Name>[],
  statistic = 'Sum',
): readonly IMetric[] {
  return values.map(value =>
    ownMetric(namespace, name, { statistic, value }).with({ label: value }),
  );
}

function ofFunctions(
  functions: Watched['functions'],
  name: LambdaMetricName,
  statistic: string,
): readonly IMetric[] {
  return functions.map(one => lambdaMetric(name, statistic, one).with({ label: one.title }));
}
