import { filterIn, type PaymentStreamFilter } from './payment-stream-filter.ts';

/** What a reader wants to see of the channels that can be narrowed; each holds on its own channel alone. */
export interface ChannelFilters {
  /** @default - all payment streams that it may see */
  readonly paymentStreams?: PaymentStreamFilter | undefined;
  /** Workflows by their `workflowId`. @default - all that it may see */
  readonly workflows?: readonly string[] | undefined;
}

/** The filters among the parameters of a query; what is not asked for is left out. */
export function filtersIn({
  workflows,
  ...query
}: PaymentStreamFilter & Pick<ChannelFilters, 'workflows'>): ChannelFilters {
  const paymentStreams = filterIn(query);
  return {
    ...(paymentStreams === undefined ? {} : { paymentStreams }),
    ...(workflows === undefined ? {} : { workflows }),
  };
}
