/** What the page shows: one payment stream, or a group of them. */
export interface Shown {
  /** Ids may hold any sign, so they stand in the query. */
  readonly stream?: string;
  readonly state?: string;
}

const pagePath = '/payment-streams';

/** Where that is. */
export function addressOf({ stream, state }: Shown): string {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('state', state);
  if (stream !== undefined) query.set('stream', stream);
  return query.size === 0 ? pagePath : `${pagePath}?${query}`;
}
