import type { SseHost } from '../../lib/account-concurrency.ts';
import type { Count, Variant } from './bill.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';

/** What the template has; test/tools/cost/watch-counts.test.ts counts it. */
export const watched = {
  /** Metrics that alarms read, each time that one does. */
  alarmMetrics: { 'function-url': 140, 'web-function': 128 },
  compositeAlarms: 2,
  pages: 1,
  /** Mappings of streams, each of which counts what became of its records. */
  mappings: 18,
} as const;

/** Where something happens: polled, invoked, filtered out. */
const metricsPerMapping = 3;
/**
 * Steps of the deadline of a proposal that was answered: started, two of the wait, five of the write, which is
 * scheduled, started and refused, two of its end without one, ended.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const linesPerProposal = 11;
const lineBytes = 400;
/** What a socket of a bettor sends and ends in a day, beside its proposals: it opens, renews and closes. */
const requestsPerBettor = 20;
/** A proposal, its answer, and its list read again. */
const requestsPerProposal = 3;
/** Couriers of messages and of webhooks, which read the log of every channel. */
const mappingsOfLog = 2;
/** The fan-out of Proposals, and their courier. */
const mappingsOfProposals = 2;

/** What is watched, and who does how much. */
interface WatchedUsage {
  /** Streams of tables on which something happens. */
  readonly busyMappings: number;
  readonly bettors: number;
  /** Of a bettor, in a day. */
  readonly proposals: number;
  readonly days: number;
}

/** Streams of tables on which something happens, each channel's events being from a table of its own. */
export function busyMappings(usage: Usage): number {
  const { channels, eventsPerSecond, bettors } = usage;
  if (activeSeconds(usage) === 0) return 0;
  const ofEvents = eventsPerSecond > 0 ? channels + mappingsOfLog : 0;
  const ofConnections = pages(usage) + bettors > 0 ? 1 : 0;
  return ofEvents + ofConnections + (bettors > 0 ? mappingsOfProposals : 0);
}

/** What alarms, their page, and logs of executions come to, whatever the hours. */
export function watchCounts(usage: WatchedUsage, sseHost: SseHost): readonly Count[] {
  const { bettors, proposals, days } = usage;
  const made = bettors * proposals * days;
  return [
    { price: 'alarmMetric', what: 'alarms', amount: watched.alarmMetrics[sseHost] },
    { price: 'compositeAlarm', what: 'objectives', amount: watched.compositeAlarms },
    { price: 'dashboardPage', what: 'the page of CloudWatch', amount: watched.pages },
    {
      price: 'mappingMetric',
      what: 'what streams count',
      amount: usage.busyMappings * metricsPerMapping,
    },
    { price: 'logs', what: 'executions', amount: (made * linesPerProposal * lineBytes) / 1e9 },
  ];
}

/** With `accessLogs`, a line for each request of a socket. */
export function accessLogCounts({ bettors, proposals, days }: WatchedUsage): readonly Count[] {
  const requests = bettors * (requestsPerBettor + proposals * requestsPerProposal) * days;
  return [{ price: 'logs', what: 'requests of sockets', amount: (requests * lineBytes) / 1e9 }];
}

const small: WatchedUsage = { busyMappings: 6, bettors: 0, proposals: 0, days: 30 };
const large: WatchedUsage = {
  busyMappings: watched.mappings,
  bettors: 5_000,
  proposals: 4,
  days: 30,
};

/** What it costs a month to be woken, and to see what happened. */
export const watchVariants: readonly Variant[] = [
  {
    name: 'One',
    title: 'one admin, three tables that are written',
    counts: watchCounts(small, 'function-url'),
  },
  {
    name: 'Many',
    title: '500 admins, 5,000 bettors with four proposals a day, all tables written',
    counts: watchCounts(large, 'function-url'),
  },
  {
    name: 'Access',
    title: 'accessLogs for the latter, on top',
    counts: accessLogCounts(large),
  },
];
