import { address } from '../parts/address.ts';

/** What the page shows: one workflow, a bulk operation, or those in a state. */
export interface Shown {
  readonly workflow?: string;
  /** `new`: the form for one. */
  readonly bulk?: string;
  readonly state?: string;
}

/** Where that is. */
export const addressOf = ({ workflow, bulk, state }: Shown): string =>
  address('/workflows', { state, workflow, bulk });
