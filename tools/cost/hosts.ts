import type { SseHost } from '../../lib/account-concurrency.ts';
import { type Bill, billOf } from './bill.ts';
import {
  fanOutCounts,
  liveTailUnits,
  liveVariant,
  webEnvironments,
  webVariant,
} from './our-counts.ts';
import { type Prices, rateFlags } from './price-sheet.ts';
import { proposalsCounts } from './proposal-counts.ts';
import { pages, type Usage } from './usage.ts';

/** Numbers of admins for which both hosts of streams are compared. */
const hostAdmins = [50, 500, 5_000] as const;

/** What a month of streams is made of. */
export const hostParts = [
  'holding',
  'requests',
  'logs read',
  'leases',
  'telemetry',
  'fan-out',
  'proposals',
  'data out',
] as const;

export type HostPart = (typeof hostParts)[number];

/** A month with so many admins on one host, a Live stream for each of their pages. */
export interface HostMonth {
  readonly sseHost: SseHost;
  readonly admins: number;
  readonly streams: number;
  readonly environments: number;
  readonly parts: Readonly<Record<HostPart, number>>;
  readonly dollars: number;
  /** More streams than one partition of the log can be read by: those beyond poll. */
  readonly isBeyondPartition: boolean;
  /**
   * Of a Web Function: as many times what is assumed its rates may be, until function URLs cost the same.
   * Absent where they are cheaper anyway.
   */
  readonly ratesMayBe?: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const partitionReadUnits = 3_000;

/** Live streams on function URLs that the one partition of the log of `global` serves. */
export const mostLiveStreams = (usage: Usage): number =>
  Math.floor(partitionReadUnits / liveTailUnits(usage));

/** Both hosts, side by side, for each number of admins. */
export function hostMonths(usage: Usage, prices: Prices): readonly HostMonth[] {
  return hostAdmins.flatMap(admins => {
    const given = { ...usage, admins };
    const urls = billOf(liveVariant(given), prices);
    const web = billOf(webVariant(given), prices);
    const streams = pages(given);
    const ratesMayBe = timesUntilEqual(urls, web);
    const urlMonth: HostMonth = {
      ...{ sseHost: 'function-url', admins, streams, environments: streams },
      ...{ parts: partsOf(urls, given), dollars: urls.dollars },
      isBeyondPartition: streams > mostLiveStreams(given),
    };
    const webMonth: HostMonth = {
      ...{ sseHost: 'web-function', admins, streams, environments: webEnvironments(given) },
      ...{ parts: partsOf(web, given), dollars: web.dollars, isBeyondPartition: false },
      ...(ratesMayBe !== undefined && { ratesMayBe }),
    };
    return [urlMonth, webMonth];
  });
}

const assumed: readonly string[] = Object.values(rateFlags).map(({ price }) => price);

function timesUntilEqual(urls: Bill, web: Bill): number | undefined {
  const rated = web.lines
    .filter(({ price }) => assumed.includes(price))
    .reduce((total, { dollars }) => total + dollars, 0);
  const times = (urls.dollars - (web.dollars - rated)) / rated;
  return times > 1 ? times : undefined;
}

const partOfLine: Readonly<Record<string, HostPart>> = {
  'open streams': 'holding',
  'memory of environments': 'holding',
  'CPU of environments': 'holding',
  'requests for streams': 'requests',
  'tails of logs': 'logs read',
  history: 'logs read',
  'leases and drain': 'leases',
  'streams opened': 'leases',
  heartbeats: 'leases',
  'statistics of streams': 'telemetry',
  'lines of streams': 'telemetry',
  'events to pages': 'data out',
};

/** By what each line is for, so that together they are the bill. */
function partsOf({ lines }: Bill, usage: Usage): HostMonth['parts'] {
  const fanOut = new Set(fanOutCounts(usage).map(({ what }) => what));
  const proposals = new Set(proposalsCounts(usage).map(({ what }) => what));
  const partOf = (what: string): HostPart => {
    if (fanOut.has(what)) return 'fan-out';
    if (proposals.has(what)) return 'proposals';
    const part = partOfLine[what];
    if (part === undefined) throw new Error(`received a line of ${what}, expected one with a part`);
    return part;
  };
  const parts = Object.fromEntries(hostParts.map(part => [part, 0])) as Record<HostPart, number>;
  for (const { what, dollars } of lines) parts[partOf(what)] += dollars;
  return parts;
}
