import type { Count, Variant } from './bill.ts';

const million = 1_000_000;
const secondsOfMonth = 30 * 86_400;

/** How long a receiver takes to answer, what of a run is not waiting for it, and what one sends. */
const answerSeconds = 0.2;
const overheadSeconds = 0.1;
const postBytes = 1_200;
/** The functions' memory in GB, what one invocation logs, and posts that a run has under way at once. */
const senderGb = 0.5;
const sweeperGb = 0.25;
const logBytes = 1_200;
const inFlight = 4;

/** A lane that is slowed down waits so long at most, between two posts. */
const slowSeconds = 300;

/**
 * A write to a webhook's row, of up to 2 KB, which moves it in the index of moments: deleted there and
 * put again.
 */
const laneWrite = 2 + 2;
/** A run claims the lane and releases it. */
const runWrites = 2 * laneWrite;
/** The cursor is written so often. */
const eventsPerCursorWrite = 50;
/** Its maker's item twice and two revocations, the lane's waiting ones, and the log, all strongly. */
const runReads = 4 + 1 + 2;
/** Sent, received and deleted. */
const messageRequests = 3;
/** A record with its attempt, packed. One that waits has a row more, written anew or deleted. */
const recordWrites = 1;
const parkedWrites = 1;

/** An endpoint that takes everything at the first attempt, so many events in each run. */
function delivered(perRun: number): readonly Count[] {
  const runs = million / perRun;
  const cursorWrites = Math.floor(perRun / eventsPerCursorWrite) * laneWrite;
  const seconds = overheadSeconds + Math.ceil(perRun / inFlight) * answerSeconds;
  return [
    { price: 'sqsRequest', what: 'wake-ups', amount: runs * messageRequests },
    { price: 'lambdaRequest', what: 'runs', amount: runs },
    { price: 'lambdaMemory', what: 'runs', amount: runs * seconds * senderGb },
    { price: 'dynamoDbWrite', what: 'records', amount: million * recordWrites },
    { price: 'dynamoDbWrite', what: 'lanes', amount: runs * (runWrites + cursorWrites) },
    { price: 'dynamoDbRead', what: 'runs', amount: runs * runReads },
    { price: 'logs', what: 'lines of runs', amount: (runs * logBytes) / 1e9 },
    { price: 'dataOut', what: 'posts', amount: (million * postBytes) / 1e9 },
  ];
}

/**
 * A receiver that answers nothing is sent one at a time, and after the first few one in five minutes, until
 * its endpoint is disabled: no more waits for it than that.
 */
function dead(days: number, timeoutSeconds: number): readonly Count[] {
  const runs = (days * 86_400) / (slowSeconds + timeoutSeconds);
  return [
    { price: 'sqsRequest', what: 'wake-ups', amount: runs * messageRequests },
    { price: 'lambdaRequest', what: 'runs', amount: runs },
    {
      price: 'lambdaMemory',
      what: 'waiting for answers',
      amount: runs * (overheadSeconds + timeoutSeconds) * senderGb,
    },
    { price: 'dynamoDbWrite', what: 'records', amount: runs * (recordWrites + parkedWrites) },
    { price: 'dynamoDbWrite', what: 'lanes', amount: runs * runWrites },
    { price: 'dynamoDbRead', what: 'runs', amount: runs * runReads },
    { price: 'logs', what: 'lines of runs', amount: (runs * logBytes) / 1e9 },
    { price: 'dataOut', what: 'posts', amount: (runs * postBytes) / 1e9 },
  ];
}

/** An endpoint for which nothing comes is looked at every ten minutes. */
function idleEndpoint(): readonly Count[] {
  const runs = secondsOfMonth / 600;
  return [
    { price: 'sqsRequest', what: 'wake-ups', amount: runs * messageRequests },
    { price: 'lambdaRequest', what: 'runs', amount: runs },
    { price: 'lambdaMemory', what: 'runs', amount: runs * overheadSeconds * senderGb },
    { price: 'dynamoDbWrite', what: 'lanes', amount: runs * runWrites },
    { price: 'dynamoDbRead', what: 'runs', amount: runs * runReads },
    { price: 'logs', what: 'lines of runs', amount: (runs * logBytes) / 1e9 },
  ];
}

/** Lambda asks the queue with five pollers, each of which waits 20 s; the sweeper runs each minute. */
function noEndpoint(): readonly Count[] {
  const sweeps = secondsOfMonth / 60;
  const shards = 8;
  return [
    { price: 'sqsRequest', what: 'polls of the queue', amount: (5 * secondsOfMonth) / 20 },
    { price: 'lambdaRequest', what: 'sweeps', amount: sweeps },
    { price: 'lambdaMemory', what: 'sweeps', amount: sweeps * overheadSeconds * sweeperGb },
    { price: 'dynamoDbRead', what: 'sweeps', amount: (sweeps * shards) / 2 },
    { price: 'logs', what: 'lines of sweeps', amount: (sweeps * logBytes) / 1e9 },
  ];
}

/** event-courier is invoked with each batch of `global`, of which there are four a second at most. */
function courier(): readonly Count[] {
  const batches = 4 * secondsOfMonth;
  return [
    { price: 'lambdaRequest', what: 'batches', amount: batches },
    { price: 'lambdaMemory', what: 'batches', amount: batches * 0.05 * senderGb },
    { price: 'dynamoDbWrite', what: 'statistics', amount: batches },
    { price: 'dynamoDbRead', what: 'enabled webhooks', amount: secondsOfMonth / 2 / 2 },
    { price: 'logs', what: 'lines of batches', amount: (batches * logBytes) / 1e9 },
  ];
}

/** What webhooks come to, apart from the events themselves. */
export const webhookVariants: readonly Variant[] = [
  { name: 'Each', title: 'a million deliveries, one in each run', counts: delivered(1) },
  { name: 'Fifty', title: 'a million deliveries, fifty in each run', counts: delivered(50) },
  {
    name: 'Dead',
    title: 'an endpoint that answers nothing, until it is disabled after five days',
    counts: dead(5, 15),
  },
  { name: 'Idle', title: 'an endpoint for which nothing comes, a month', counts: idleEndpoint() },
  { name: 'None', title: 'no endpoint at all, a month', counts: noEndpoint() },
  {
    name: 'Courier',
    title: 'event-courier while events flow all day, a month',
    counts: courier(),
  },
];
