import type { Count, Variant } from './bill.ts';
import { proposalsCounts } from './proposal-counts.ts';
import {
  appendSecond,
  historyUnits,
  liveStreamOpened,
  type Segments,
  segmentsOf,
  sharedEnvironmentSecond,
  sharedStreamOpened,
  sharedStreamSecond,
  statisticsSeconds,
  streamOpened,
  streamSecond,
  tailSecond,
  type Units,
} from './unit-costs.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';

/** Events have the priority high or critical, and stand in the log of `notifications` too. */
const importantShare = 0.1;
/** How long a function takes that only answers, and its memory where it is not the stream's. */
const shortSeconds = 0.05;
const fanOutGb = 0.5;
/** What one invocation logs: Lambda's own lines and one or two of ours. */
const logBytes = 1_200;
/** Days that an event is kept: the setting historyDays. */
const historyDays = 7;
/** Environments of a Web Function are taken to be two at least, so that one may go. */
const minWebEnvironments = 2;
/** Comments and field names around each event on the wire. */
const frameBytes = 80;

/** Batches of the fan-out, and how many logs each is appended to: its home, `global`, `notifications`. */
export function fanOutBatches(usage: Usage): { readonly batches: number; readonly logs: number } {
  const home = homeSegments(usage);
  const perBatch = home.perSecond === 0 ? 0 : eventsOfChannel(usage) / home.perSecond;
  const important = 1 - (1 - importantShare) ** perBatch;
  return { batches: home.perSecond * usage.channels * activeSeconds(usage), logs: 2 + important };
}

/** A write becomes a batch of its table, and a segment in each of its logs. */
export function fanOutCounts(usage: Usage): readonly Count[] {
  const seconds = activeSeconds(usage);
  const home = homeSegments(usage);
  const { batches, logs } = fanOutBatches(usage);
  const append = appendSecond(home);
  const appended = logs * usage.channels * seconds;
  const storedGb = (logs * batches * home.bytes * Math.min(historyDays / usage.days, 1)) / 1e9;
  return [
    { price: 'lambdaRequest', what: 'batches of the fan-out', amount: batches },
    { price: 'lambdaMemory', what: 'fan-out', amount: batches * shortSeconds * fanOutGb },
    {
      price: 'dynamoDbWrite',
      what: 'segments of logs',
      amount: append.writeUnits * appended,
    },
    { price: 'dynamoDbRead', what: 'heads of logs', amount: append.readUnits * appended },
    // A row for the fan-out and one for each log, with each batch.
    { price: 'dynamoDbWrite', what: 'statistics of the fan-out', amount: batches * (1 + logs) },
    { price: 'dynamoDbStorage', what: `logs of ${historyDays} days`, amount: storedGb },
    { price: 'logs', what: 'lines of the fan-out', amount: (batches * logBytes) / 1e9 },
  ];
}

/** What one way of streaming needs: so many streams, in so many environments, each on one log. */
interface Streaming {
  readonly streams: number;
  readonly environments: number;
  readonly segments: Segments;
  /** Channels that a stream shows. */
  readonly channels: number;
  /** What opening one takes. */
  readonly opening: Units;
  /** What is paid for the request that opens one. */
  readonly request: 'lambdaRequest' | 'webRequest';
  /** A second of a stream, and of an environment beside its log. */
  readonly streamSecond: Units;
  readonly environmentSecond: Units;
}

/** A stream that has an environment to itself. */
const alone: Pick<Streaming, 'request' | 'streamSecond' | 'environmentSecond'> = {
  ...{ request: 'lambdaRequest', streamSecond },
  environmentSecond: { readUnits: 0, writeUnits: 0 },
};

/** Streams apart from what holds them. */
function streamingCounts(usage: Usage, streaming: Streaming): readonly Count[] {
  const { streams, environments, segments, channels, opening } = streaming;
  const seconds = activeSeconds(usage);
  const opened = (streams * seconds) / usage.streamLifetimeSeconds;
  const isBusy = usage.eventsPerSecond > 0 ? 1 : 0;
  const statistics = (environments * channels * isBusy) / statisticsSeconds;
  const tail = tailSecond(usage.tailPollMs, segments);
  return [
    { price: streaming.request, what: 'requests for streams', amount: opened },
    {
      price: 'dynamoDbRead',
      what: 'tails of logs',
      amount: tail.readUnits * environments * seconds,
    },
    {
      price: 'dynamoDbRead',
      what: 'leases and drain',
      amount:
        (streaming.streamSecond.readUnits * streams +
          streaming.environmentSecond.readUnits * environments) *
        seconds,
    },
    { price: 'dynamoDbRead', what: 'streams opened', amount: opening.readUnits * opened },
    // A stream that its reader resumes reads no history; the first of a page does, once a day.
    {
      price: 'dynamoDbRead',
      what: 'history',
      amount: historyUnits(segments.bytes) * streams * channels * usage.days,
    },
    { price: 'dynamoDbWrite', what: 'streams opened', amount: opening.writeUnits * opened },
    {
      price: 'dynamoDbWrite',
      what: 'heartbeats',
      amount: streaming.streamSecond.writeUnits * streams * seconds,
    },
    { price: 'dynamoDbWrite', what: 'statistics of streams', amount: statistics * seconds },
    { price: 'logs', what: 'lines of streams', amount: (opened * logBytes) / 1e9 },
    dataOut(usage),
  ];
}

/** Each page gets each event once, whatever brings it. */
export function dataOut(usage: Usage): Count {
  const events = usage.eventsPerSecond * activeSeconds(usage) * pages(usage);
  return {
    price: 'dataOut',
    what: 'events to pages',
    amount: (events * (usage.eventBytes + frameBytes)) / 1e9,
  };
}

const eventsOfChannel = ({ eventsPerSecond, channels }: Usage): number =>
  eventsPerSecond / channels;

const homeSegments = (usage: Usage): Segments =>
  segmentsOf(eventsOfChannel(usage), usage.eventBytes);

/** `global` has the segments of every channel. */
function globalSegments(usage: Usage): Segments {
  const { perSecond, bytes } = homeSegments(usage);
  return { perSecond: perSecond * usage.channels, bytes };
}

/** A function that holds one stream in each environment, for as long as it is open. */
function functionMemory(usage: Usage, streams: number): Count {
  const amount = streams * activeSeconds(usage) * (usage.memoryMb / 1_024);
  return { price: 'lambdaMemory', what: 'open streams', amount };
}

/** A stream for each channel that a page shows. */
export function channelsVariant(usage: Usage): Variant {
  const streams = pages(usage) * usage.channels;
  const one = {
    ...{ streams, environments: streams, segments: homeSegments(usage), channels: 1 },
    ...{ opening: streamOpened, ...alone },
  };
  return {
    name: 'Channels',
    title: 'a stream a channel, function URLs',
    counts: [
      functionMemory(usage, streams),
      ...streamingCounts(usage, one),
      ...fanOutCounts(usage),
      ...proposalsCounts(usage),
    ],
  };
}

/** A stream for each page. */
export function liveVariant(usage: Usage): Variant {
  const streams = pages(usage);
  return {
    name: 'Live',
    title: 'a Live stream a page, function URLs',
    counts: [
      functionMemory(usage, streams),
      ...streamingCounts(usage, {
        ...{ ...ofLive(usage), environments: streams, opening: liveStreamOpened },
        ...alone,
      }),
      ...fanOutCounts(usage),
      ...proposalsCounts(usage),
    ],
  };
}

/** Environments of a Web Function that hold so many Live streams. */
export function webEnvironments({ admins, tabs, webStreams }: Usage): number {
  const needed = Math.ceil((admins * tabs) / webStreams);
  return needed === 0 ? 0 : Math.max(minWebEnvironments, needed);
}

/** Live streams, many in one environment. */
export function webVariant(usage: Usage): Variant {
  const environments = webEnvironments(usage);
  const seconds = environments * activeSeconds(usage);
  return {
    name: 'Web',
    title: 'Live on Lambda Web Functions',
    counts: [
      {
        price: 'webMemory',
        what: 'memory of environments',
        amount: seconds * (usage.webMemoryMb / 1_024),
      },
      {
        price: 'webCpu',
        what: 'CPU of environments',
        amount: seconds * (usage.webCpuPercent / 100),
      },
      ...streamingCounts(usage, {
        ...{ ...ofLive(usage), environments, opening: sharedStreamOpened, request: 'webRequest' },
        ...{ streamSecond: sharedStreamSecond, environmentSecond: sharedEnvironmentSecond },
      }),
      ...fanOutCounts(usage),
      ...proposalsCounts(usage),
    ],
  };
}

function ofLive(usage: Usage) {
  const { channels } = usage;
  return { streams: pages(usage), segments: globalSegments(usage), channels };
}

/** Read units a second by which a Live stream with an environment to itself reads the log of `global`. */
export function liveTailUnits(usage: Usage): number {
  return tailSecond(usage.tailPollMs, globalSegments(usage)).readUnits;
}
