import type { Count, Variant } from './bill.ts';

/** What the template has, with function URLs; test/tools/cost/watch-counts.test.ts counts it. */
export const watched = {
  /** Metrics that alarms read, each time that one does. */
  alarmMetrics: 130,
  compositeAlarms: 2,
  pages: 1,
  /** Mappings of streams, each of which counts what became of its records. */
  mappings: 18,
} as const;

/** Where something happens: polled, invoked, filtered out. */
const metricsPerMapping = 3;
/** Steps of a proposal's deadline: started, waits and is done, writes and is done, ended. */
const linesPerProposal = 7;
const lineBytes = 400;
/** What a socket of a bettor sends and ends in a day, beside its proposals: it opens, renews and closes. */
const requestsPerBettor = 20;
/** A proposal, its answer, and its list read again. */
const requestsPerProposal = 3;
const days = 30;

/** What is watched, and who does how much. */
interface WatchedUsage {
  /** Streams of tables on which something happens. */
  readonly busyMappings: number;
  readonly bettors: number;
  /** Of a bettor, in a day. */
  readonly proposals: number;
}

function watchCounts({ busyMappings, bettors, proposals }: WatchedUsage): readonly Count[] {
  const made = bettors * proposals * days;
  return [
    { price: 'alarmMetric', what: 'alarms', amount: watched.alarmMetrics },
    { price: 'compositeAlarm', what: 'objectives', amount: watched.compositeAlarms },
    { price: 'dashboardPage', what: 'the page of CloudWatch', amount: watched.pages },
    {
      price: 'mappingMetric',
      what: 'what streams count',
      amount: busyMappings * metricsPerMapping,
    },
    { price: 'logs', what: 'executions', amount: (made * linesPerProposal * lineBytes) / 1e9 },
  ];
}

/** With `accessLogs`, a line for each request of a socket. */
function accessLogCounts({ bettors, proposals }: WatchedUsage): readonly Count[] {
  const requests = bettors * (requestsPerBettor + proposals * requestsPerProposal) * days;
  return [{ price: 'logs', what: 'requests of sockets', amount: (requests * lineBytes) / 1e9 }];
}

const small: WatchedUsage = { busyMappings: 6, bettors: 0, proposals: 0 };
const large: WatchedUsage = { busyMappings: watched.mappings, bettors: 5_000, proposals: 4 };

/** What it costs a month to be woken, and to see what happened. */
export const watchVariants: readonly Variant[] = [
  {
    name: 'One',
    title: 'one admin, three tables that are written',
    counts: watchCounts(small),
  },
  {
    name: 'Many',
    title: '500 admins, 5,000 bettors with four proposals a day, all tables written',
    counts: watchCounts(large),
  },
  {
    name: 'Access',
    title: 'accessLogs for the latter, on top',
    counts: accessLogCounts(large),
  },
];
