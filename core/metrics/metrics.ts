import { errorCategories } from '../wire/error-category.ts';
import { channelNames, streamNames } from '../wire/event.ts';

/** What CloudWatch calls the unit of a metric. */
export type MetricUnit = 'Count' | 'Milliseconds';

/** What is known of a metric before anything is counted. */
export interface Metric {
  readonly unit: MetricUnit;
  /** What it counts, or measures: a sentence for who reads a graph. */
  readonly says: string;
  /** What it is split by, and each value that this may have; @default - by nothing */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  /** Whether there is one of all values together, too. @default false */
  readonly total?: boolean;
}

const channel = { name: 'channel', values: channelNames } as const;
const stream = { name: 'channel', values: streamNames } as const;

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
    says: 'live events that were written to streams, once for each reader; as proposals, messages that couriers posted to sockets',
    dimension: { name: 'channel', values: [...channelNames, 'proposals'] },
  },
  DeliveryLatency: {
    unit: 'Milliseconds',
    says: 'from the write that made an event to the first reader of a log in a process, live events only',
    dimension: channel,
    total: true,
  },
  FirstDeliveries: {
    unit: 'Count',
    says: 'live events, once for each log of a process that has a reader for them',
  },
  LateFirstDeliveries: {
    unit: 'Count',
    says: 'those of them that came later than the objective says',
  },
  Readers: {
    unit: 'Count',
    says: 'open streams, said once a minute by each process: their sum over a minute is how many there are',
    dimension: stream,
  },
  Gaps: {
    unit: 'Count',
    says: 'readers, of streams and of polls, whose place the log has, and behind which it has lost events that were not too old',
    dimension: stream,
    total: true,
  },
  Refusals: {
    unit: 'Count',
    says: 'streams, sockets, messages, requests and batches that were refused or failed, by the category of the error',
    dimension: { name: 'category', values: errorCategories },
  },
  ProposalOutcomes: {
    unit: 'Count',
    says: 'proposals that came to an end',
    dimension: { name: 'outcome', values: ['accepted', 'rejected', 'cancelled', 'timeout'] },
  },
  DeadlineLateness: {
    unit: 'Milliseconds',
    says: 'how long after its moment a deadline was carried out; of a proposal, until its sides are notified',
    dimension: { name: 'kind', values: ['proposal', 'payment-stream', 'workflow'] },
  },
  WebhookOutcomes: {
    unit: 'Count',
    says: 'attempts of deliveries to webhooks: taken by the receiver, to be made again, given up',
    dimension: { name: 'outcome', values: ['delivered', 'retried', 'exhausted'] },
  },
  WebhooksDisabled: {
    unit: 'Count',
    says: 'webhooks that the system disabled by itself',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

type MetricOf<Unit extends MetricUnit> = {
  [Name in MetricName]: (typeof metrics)[Name]['unit'] extends Unit ? Name : never;
}[MetricName];

/** Those that are added up. */
export type CountName = MetricOf<'Count'>;

/** Those whose values stay apart, for percentiles. */
export type MeasureName = MetricOf<'Milliseconds'>;

/** A value of the metric's dimension by its name, such as `{ channel: 'fights' }`; `{}` without one. */
export type DimensionOf<Name extends MetricName> = (typeof metrics)[Name] extends {
  readonly dimension: { readonly name: infer Key; readonly values: readonly (infer Value)[] };
}
  ? Readonly<Record<Key & string, Value>>
  : Readonly<Record<string, never>>;
