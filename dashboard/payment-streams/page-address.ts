import { address } from '../parts/address.ts';

/** What the page shows: one payment stream, or a group of them. */
export interface Shown {
  readonly stream?: string;
  readonly state?: string;
}

/** Where that is. */
export const addressOf = ({ stream, state }: Shown): string =>
  address('/payment-streams', { state, stream });
