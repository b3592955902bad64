import type { Variant } from './bill.ts';
import { dataOut, fanOutCounts } from './our-counts.ts';
import { messagesPerProposal, proposalsCounts, proposalsOf } from './proposal-counts.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';

/** Two containers, so that one may go: each a quarter of a vCPU and half a GB. */
const containers = 2;
const containerCpu = 0.25;
const containerGb = 0.5;
/** Connections that one such pair, its Redis and one capacity unit of its load balancer hold. */
const connectionsOfPair = 3_000;

/** Containers run around the clock; writes are published to Redis by the backend itself. */
export function containersVariant(usage: Usage): Variant {
  const hours = usage.days * 24;
  const pairs = Math.max(1, Math.ceil((pages(usage) + usage.bettors) / connectionsOfPair));
  const tasks = containers * pairs * hours;
  return {
    name: 'Containers',
    title: 'Fargate, ALB and Redis',
    counts: [
      { price: 'fargateCpu', what: 'containers', amount: tasks * containerCpu },
      { price: 'fargateMemory', what: 'containers', amount: tasks * containerGb },
      { price: 'balancerHour', what: 'load balancer', amount: hours },
      { price: 'balancerUnit', what: 'its connections', amount: pairs * hours },
      { price: 'redisHour', what: 'node', amount: pairs * hours },
      dataOut(usage),
    ],
  };
}

/** How long a function takes that posts an event to every page, for each of them, and its memory. */
const postSeconds = 0.02;
const posterGb = 0.25;

/** Pages hold sockets, and a function posts each event to each of them; each post is a message. */
export function socketsVariant(usage: Usage): Variant {
  const seconds = activeSeconds(usage);
  const posts = usage.eventsPerSecond * seconds * pages(usage);
  return {
    name: 'WebSocket',
    title: 'API Gateway WebSocket',
    counts: [
      { price: 'socketMinute', what: 'pages', amount: (pages(usage) * seconds) / 60 },
      { price: 'socketMessage', what: 'events to pages', amount: posts },
      { price: 'lambdaMemory', what: 'posting', amount: posts * postSeconds * posterGb },
      dataOut(usage),
      ...fanOutCounts(usage),
      ...proposalsCounts(usage),
    ],
  };
}

/** A page subscribes to each of its channels; what is published and each delivery is an operation. */
export function appSyncVariant(usage: Usage): Variant {
  const seconds = activeSeconds(usage);
  const { eventsPerSecond, bettors, channels } = usage;
  const operations = Math.ceil(usage.eventBytes / 5_120) * eventsPerSecond * seconds;
  const subscriptions = pages(usage) * channels * usage.days;
  const connections = pages(usage) + bettors;
  const ofProposals = proposalsOf(usage) * messagesPerProposal(usage);
  // Without the messages and minutes of the sockets, which AppSync carries here.
  const rest = proposalsCounts(usage).filter(
    ({ price }) => price !== 'socketMessage' && price !== 'socketMinute',
  );
  return {
    name: 'AppSync',
    title: 'AppSync Events',
    counts: [
      { price: 'appSyncMinute', what: 'pages and bettors', amount: (connections * seconds) / 60 },
      { price: 'appSyncOperation', what: 'events published', amount: operations },
      { price: 'appSyncOperation', what: 'events to pages', amount: operations * pages(usage) },
      { price: 'appSyncOperation', what: 'subscriptions', amount: subscriptions },
      { price: 'appSyncOperation', what: 'messages of proposals', amount: ofProposals },
      dataOut(usage),
      ...fanOutCounts(usage),
      ...rest,
    ],
  };
}
