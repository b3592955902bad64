import { addressHolder } from '../connection/address-holder.ts';
import type { RateVerdict, RequestRate, RequestRates } from './request-rates.ts';

/** Attempts to open streams and sockets, those that are refused included. */
export interface ConnectAttempts {
  /** Counts one attempt from the address, and says whether it may go on. */
  take(sourceIp: string): Promise<RateVerdict>;
  /** What a refused one is answered. */
  readonly expectation: string;
}

/** The limit is one of attempts a minute. */
const windowMs = 60_000;

/**
 * The attempts of each address, counted as requests are: over all environments and both kinds of
 * connections, by one write each, and by none in an environment that knows the address to be over its
 * limit. An IPv6 address counts by its /64.
 */
export function createConnectAttempts(rates: RequestRates, limit: number): ConnectAttempts {
  const rate: RequestRate = { name: 'attempts', limit, windowMs };
  return {
    take: sourceIp => rates.take(rate, addressHolder(sourceIp)),
    expectation: `received more than ${limit} attempts to connect from this address in ${windowMs / 1_000} s; expected a pause`,
  };
}
