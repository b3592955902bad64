import { errorCategories } from '../wire/error-category.ts';
import { channelNames } from '../wire/event.ts';

/** What CloudWatch calls the unit of a metric. */
export type MetricUnit = 'Count' | 'Milliseconds';

/** What is known of a metric before anything is counted. */
interface Metric {
  readonly unit: MetricUnit;
  /** What it counts, or measures: a sentence for who reads a graph. */
  readonly says: string;
  /** What it is split by, and each value that this may have; @default - by nothing */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  /** Whether there is one of all values together, too. @default false */
  readonly total?: boolean;
}

const channel = { name: 'channel', values: channelNames } as const;

/**
 * Every metric that functions make, in the namespace of their stack. A metric with a value of its dimension
 * costs as one ($0.30 a month), so there is one dimension at most, of which all values stand here; never
 * a person's, nor an id.
 */
export const metrics = {
  EventsAppended: {
    unit: 'Count',
    says: 'events that a log gained',
    dimension: channel,
  },
  AppendConflicts: {
    unit: 'Count',
    says: 'appends that another writer came before, and that were made again',
    dimension: channel,
  },
  ItemsQuarantined: {
    unit: 'Count',
    says: 'changes of items that break their contract, and made no event',
  },
  EventsDelivered: {
    unit: 'Count',
    says: 'events that were written to streams, once for each reader; of a socket’s courier, messages',
    dimension: channel,
  },
  DeliveryLatency: {
    unit: 'Milliseconds',
    says: 'from the write of an item to the first reader of a process, live events only',
    dimension: channel,
    total: true,
  },
  FirstDeliveries: {
    unit: 'Count',
    says: 'live events, once for each process that has a reader for them',
  },
  LateFirstDeliveries: {
    unit: 'Count',
    says: 'those of them that came later than the objective says',
  },
  Readers: {
    unit: 'Count',
    says: 'open streams, said once a minute by each process: their sum over a minute is how many there are',
    dimension: { name: 'channel', values: [...channelNames, 'live'] },
  },
  Gaps: {
    unit: 'Count',
    says: 'gaps that readers were sent: events between two cursors were gone',
    dimension: channel,
    total: true,
  },
  Refusals: {
    unit: 'Count',
    says: 'streams, sockets, messages and requests that were refused, by the category of the error',
    dimension: { name: 'category', values: errorCategories },
  },
  ProposalOutcomes: {
    unit: 'Count',
    says: 'proposals that came to an end',
    dimension: { name: 'outcome', values: ['accepted', 'rejected', 'cancelled', 'timeout'] },
  },
  DeadlineLateness: {
    unit: 'Milliseconds',
    says: 'how long after its moment a deadline was carried out',
    dimension: { name: 'kind', values: ['proposal', 'payment-stream', 'workflow'] },
  },
  WebhookOutcomes: {
    unit: 'Count',
    says: 'deliveries to webhooks: taken, to be tried again, given up',
    dimension: { name: 'outcome', values: ['delivered', 'retried', 'exhausted'] },
  },
  WebhooksDisabled: {
    unit: 'Count',
    says: 'webhooks that the system disabled by itself',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
