import { address } from '../parts/address.ts';

/** What the page shows: all webhooks, one, one of its deliveries, or a form. */
export interface Shown {
  readonly webhook?: string;
  /** `new`: for one that is to be; `change`: for the one that is named. */
  readonly form?: 'new' | 'change';
  readonly delivery?: string;
  /** Of the deliveries that are listed. */
  readonly state?: string | undefined;
  /** The place of the page of them. */
  readonly page?: string | undefined;
}

/** Where that is. */
export const addressOf = ({ webhook, form, delivery, state, page }: Shown): string =>
  address('/webhooks', { webhook, form, delivery, state, page });
