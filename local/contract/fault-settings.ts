import { z } from 'zod';

/** A day: no test waits longer, and Node's timers could. */
const longestMs = 24 * 60 * 60 * 1_000;
const milliseconds = z.int().min(0).max(longestMs);
const share = z.number().min(0).max(1);
/** How many times it is injected; absent: until it is cleared. */
const times = z.int().min(1).optional();

const functionFault = z.discriminatedUnion('kind', [
  /** The environment is gone: before the handler begins, a while into it, or as it answers. */
  z.strictObject({
    kind: z.literal('kill'),
    at: z.enum(['start', 'answer']).default('start'),
    afterMs: milliseconds.default(0),
    times,
  }),
  /** Nothing happens until the function's timeout: the handler is not called, or its answer is dropped. */
  z.strictObject({
    kind: z.literal('hang'),
    at: z.enum(['start', 'answer']).default('start'),
    times,
  }),
  /** The handler begins later, within the same timeout. */
  z.strictObject({ kind: z.literal('slow'), byMs: milliseconds, times }),
  z.strictObject({ kind: z.literal('throttle'), times }),
]);

/** How many environments it is for, those with the most requests first. */
const environments = z.union([z.int().min(1), z.literal('all')]).default(1);

const webFunctionFault = z.discriminatedUnion('kind', [
  /** They are drained: no new requests, SIGTERM, gone a second later. Done once, at once. */
  z.strictObject({ kind: z.literal('scaleIn'), environments }),
  /** They are gone without a signal. Done once, at once. */
  z.strictObject({ kind: z.literal('kill'), environments }),
  /** An environment loads its code so much later, within the time that it has to start. */
  z.strictObject({ kind: z.literal('slowStart'), byMs: milliseconds, times }),
]);

/** Those by which DynamoDB throttles: "Error handling with DynamoDB" of its guide. */
const throttlingError = z.enum([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

/** The errors of DynamoDB that no correct caller can rule out: the same page. */
const databaseError = z.enum([
  ...throttlingError.options,
  'TransactionConflictException',
  'InternalServerError',
]);

const scope = {
  /** A table's logical id or name; absent: every table. */
  table: z.string().optional(),
  /** "PutItem", …; absent: every operation. */
  operations: z.array(z.string().regex(/^[A-Z]\w+$/, 'an operation such as "PutItem"')).optional(),
  /** The share of the calls it is injected into, 0 to 1. */
  probability: share.default(1),
  times,
};

const databaseFault = z.discriminatedUnion('kind', [
  /** `after`: the call took effect, and its caller gets an error. */
  z.strictObject({
    kind: z.literal('error'),
    error: databaseError,
    when: z.enum(['before', 'after']).default('before'),
    ...scope,
  }),
  /** One of its indexes throttles: reads through it, and all writes to the table, for they write it, too. */
  z.strictObject({
    kind: z.literal('throttledIndex'),
    index: z.string(),
    error: throttlingError.default('ProvisionedThroughputExceededException'),
    ...scope,
    table: z.string(),
  }),
  z.strictObject({ kind: z.literal('latency'), byMs: milliseconds, ...scope }),
  z.strictObject({ kind: z.literal('outage'), ...scope }),
]);

/** What `POST /_host/faults` takes: each section named replaces that section as a whole. */
export const faultsPatch = z.strictObject({
  /** By logical id, with or without the hash that the CDK appends. */
  functions: z.record(z.string(), functionFault).optional(),
  /** Of Web Functions, the same. */
  webFunctions: z.record(z.string(), webFunctionFault).optional(),
  database: z.array(databaseFault).optional(),
  /** Reads that do not ask for consistency see the tables as they were so long ago. */
  staleReads: z
    .strictObject({ delayMs: z.int().min(0).max(60_000), share: share.default(1) })
    .optional(),
  /** Batches that were accepted are delivered again, this share of them. */
  redelivery: z.strictObject({ share, times }).optional(),
  /** An expired item is removed at a time of its own, up to so long after it expired. */
  timeToLive: z.strictObject({ latestMs: z.int().min(1) }).optional(),
  /** Each Wait of an execution that starts from now on lasts so much longer. */
  stateMachines: z.strictObject({ waitLongerMs: milliseconds }).optional(),
});

export type FaultsPatch = z.input<typeof faultsPatch>;
type Sections = z.output<typeof faultsPatch>;
export type Faults = {
  readonly [Section in keyof Sections]-?: Exclude<Sections[Section], undefined>;
};
export type FunctionFault = z.output<typeof functionFault>;
export type WebFunctionFault = z.output<typeof webFunctionFault>;
export type DatabaseFault = z.output<typeof databaseFault>;

/** "Typically within a few days": docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const twoDaysMs = 2 * 24 * 60 * 60 * 1_000;

/** How a host behaves until something else is set. */
export const noFaults: Faults = {
  functions: {},
  webFunctions: {},
  database: [],
  staleReads: { delayMs: 0, share: 1 },
  redelivery: { share: 0 },
  timeToLive: { latestMs: twoDaysMs },
  stateMachines: { waitLongerMs: 0 },
};
