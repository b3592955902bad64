import type { Stats } from '../../clients/react/index.ts';

/** Channels of nothing but copies of what stands elsewhere. */
export const copies: readonly string[] = ['global', 'notifications'];

type Rates = readonly Pick<Stats['channels'][number], 'channel' | 'eventsPerMinute'>[];

/** The events a minute of a channel: the mean of the statistics' window, as for every rate shown. */
export const rateOf = (rates: Rates, name: string): number | undefined =>
  rates.find(({ channel }) => channel === name)?.eventsPerMinute;

/** The events a minute of all channels: `global` has each event once; without it, those that are read. */
export function wholeRate(rates: Rates): number {
  const others = rates.filter(({ channel }) => !copies.includes(channel));
  return (
    rateOf(rates, 'global') ?? others.reduce((sum, { eventsPerMinute }) => sum + eventsPerMinute, 0)
  );
}

/** A rate as it is read: a few a minute with one decimal, many in the width of a tile. */
export function perMinute(rate: number): string {
  const options = {
    notation: 'compact',
    maximumFractionDigits: rate < 10 || rate >= 1_000 ? 1 : 0,
  };
  return new Intl.NumberFormat('en', options as Intl.NumberFormatOptions).format(rate);
}
