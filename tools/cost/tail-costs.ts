import { type BillLine, billOf } from './bill.ts';
import { channelsVariant, liveVariant } from './our-counts.ts';
import type { Prices } from './price-sheet.ts';
import type { Usage } from './usage.ts';

/** What a value of the setting tailPollMs costs in a month, and what it delays. */
export interface TailCost {
  readonly tailPollMs: number;
  /** Half the longest pause: how long the first event after silence waits for the tail, on average. */
  readonly meanWaitMs: number;
  /** Reads of the log by all streams, where nothing happens and where events flow as given. */
  readonly quietChannels: number;
  readonly quietLive: number;
  readonly channels: number;
  readonly live: number;
}

const values = [50, 100, 250, 500, 1_000];

export function tailCosts(usage: Usage, prices: Prices): readonly TailCost[] {
  return values.map(tailPollMs => {
    const given = { ...usage, tailPollMs };
    const quiet = { ...given, eventsPerSecond: 0 };
    const reads = (make: typeof liveVariant, of: Usage) =>
      billOf(make(of), prices)
        .lines.filter(({ what }: BillLine) => what === 'tails of logs')
        .reduce((total, { dollars }) => total + dollars, 0);
    return {
      tailPollMs,
      meanWaitMs: tailPollMs / 2,
      quietChannels: reads(channelsVariant, quiet),
      quietLive: reads(liveVariant, quiet),
      channels: reads(channelsVariant, given),
      live: reads(liveVariant, given),
    };
  });
}
