/** So many requests of one holder in each window. */
export interface RequestRate {
  /** Keeps its counts apart from those of other rates. */
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** Whether a request is within its rate; beyond it, when the next one may be. */
export type RateVerdict =
  | { readonly kind: 'within' }
  | { readonly kind: 'exceeded'; readonly retryAfterSec: number };

/** Counts requests over all environments of all functions. */
export interface RequestRates {
  /** Counts one request of the holder; what cannot be counted is within. */
  take(rate: RequestRate, holder: string): Promise<RateVerdict>;
}
