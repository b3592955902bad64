import { channels } from '../core/channel/channels.ts';

/** One for each channel, and one for several channels at once. */
const streamFunctions: readonly string[] = [...channels.map(({ name }) => name), 'live'];

/** Those that every signed-in user may read: of several channels there may be one. */
const publicStreamFunctions: readonly string[] = channels
  .filter(({ readers }) => readers === 'signed-in')
  .map(({ name }): string => name)
  .concat('live');

/**
 * What holds the streams: for each channel a function with a URL, or one Web Function for all of them. Of
 * the latter the account has a quota in vCPUs, and its streams hold nothing of the concurrency that is
 * shared here (https://docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html).
 */
export const sseHosts = ['function-url', 'web-function'] as const;

export type SseHost = (typeof sseHosts)[number];

/** How many functions each class of them has. A share is each function's own. */
const functionsOfClass = {
  /** With function URLs; without them none. */
  streams: streamFunctions.length,
  fanOut: 1,
  /** The function behind the routes, and the authorizer. */
  sockets: 2,
  /** Of proposals, of the inbox, of events, and of bans; both of each kind of deadline. */
  courier: 8,
  management: 1,
  /** The one that posts to webhooks. */
  webhooks: 1,
} as const;

export type ConcurrencyClass = keyof typeof functionsOfClass;

export const concurrencyClasses = Object.keys(functionsOfClass) as readonly ConcurrencyClass[];

/** What is reserved for each function of a class; of what is not named, nothing. */
export type ReservedConcurrency = Readonly<Partial<Record<ConcurrencyClass, number | undefined>>>;

/** What of an account's concurrency is whose. */
export interface ConcurrencyPlan {
  /** @default function-url */
  readonly sseHost?: SseHost | undefined;
  readonly reservedConcurrency?: ReservedConcurrency | undefined;
  /** Streams of everyone who is not staff, together; on a Web Function 0, for they hold no concurrency. */
  readonly publicStreams: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const keptUnreserved = 100;

/** What owners get who say nothing of their account: a tenth of what most accounts have. */
const defaultPublicStreams = 100;

/** What the pipeline takes when all of its table streams bring something at once. */
const pipelineNeeds = 20;

/** A reservation is a cap, too: a smaller one would hold back more than it protects. */
const smallestShare = 10;

/** Webhooks that are posted to at once, where there is room. */
const mostWebhooksAtOnce = 50;

/** Lambda takes no less of a queue that feeds a function. */
export const fewestWebhooksAtOnce = 2;

/** Polls are served by management: it gets twice what the other functions get. */
const sharesOfManagement = 2;

/** What is taken of owners who do not say how many of the public's streams there may be. */
export function publicStreamsByDefault(
  sseHost: SseHost | undefined,
  accountConcurrency: number | undefined,
): number {
  if (sseHost === 'web-function') return 0;
  return accountConcurrency === undefined
    ? defaultPublicStreams
    : Math.min(defaultPublicStreams, publicStreamsFor(accountConcurrency));
}

/** Of what the pipeline leaves, a fifth: the public can wait for a poll, staff and sockets cannot. */
function publicStreamsFor(accountConcurrency: number): number {
  return Math.max(0, fifthOfRest(accountConcurrency));
}

function fifthOfRest(accountConcurrency: number): number {
  return Math.floor((accountConcurrency - pipelineNeeds) / 5);
}

/**
 * The plan for an account of so many, around what is given already. Of what Lambda lets reserve, what
 * the public's streams leave is shared among all functions; an account that is too small for that
 * reserves nothing.
 */
export function proposePlan(
  accountConcurrency: number,
  given: { readonly [K in keyof ConcurrencyPlan]?: ConcurrencyPlan[K] | undefined } = {},
): ConcurrencyPlan {
  const {
    sseHost,
    reservedConcurrency,
    publicStreams = publicStreamsByDefault(sseHost, accountConcurrency),
  } = given;
  const plan = { ...(sseHost && { sseHost }), publicStreams };
  if (reservedConcurrency !== undefined) return { ...plan, reservedConcurrency };
  const reservable =
    accountConcurrency - keptUnreserved - publicStreamFunctions.length * publicStreams;
  const { streams, ...others } = functionsOfClass;
  const hasStreams = sseHost !== 'web-function';
  const functions = Object.values(others).reduce(
    (all, each) => all + each,
    hasStreams ? streams : 0,
  );
  const share = Math.floor(reservable / (functions - 1 + sharesOfManagement));
  if (share < smallestShare) return plan;
  return {
    ...plan,
    reservedConcurrency: {
      ...(hasStreams && { streams: share }),
      fanOut: share,
      sockets: share,
      courier: share,
      management: sharesOfManagement * share,
      webhooks: share,
    },
  };
}

/**
 * What the channel's function has reserved. Where the public may read, what it may hold comes on top,
 * so that they take none of the staff's.
 */
export function reservedForChannel(
  channel: string,
  { reservedConcurrency, publicStreams }: ConcurrencyPlan,
): number | undefined {
  const streams = reservedConcurrency?.streams;
  if (streams === undefined) return undefined;
  return publicStreamFunctions.includes(channel) ? streams + publicStreams : streams;
}

/**
 * Webhooks that may be posted to at once: no more than is reserved for it, or else than a fifth of what
 * the pipeline leaves. Beyond it wake-ups wait in their queue. What is throttled instead would be counted
 * as failed, and end among the lost ones.
 */
export function webhooksAtOnce(
  accountConcurrency: number | undefined,
  { reservedConcurrency }: Pick<ConcurrencyPlan, 'reservedConcurrency'>,
): number {
  const { webhooks } = reservedConcurrency ?? {};
  const room =
    webhooks ??
    (accountConcurrency === undefined ? mostWebhooksAtOnce : fifthOfRest(accountConcurrency));
  return Math.max(fewestWebhooksAtOnce, Math.min(mostWebhooksAtOnce, room));
}

/** What Lambda would refuse at the deploy, with its sums; `undefined` when it would take it. */
export function planDefect(accountConcurrency: number, plan: ConcurrencyPlan): string | undefined {
  const { reservedConcurrency = {}, publicStreams } = plan;
  const parts = concurrencyClasses.flatMap(name => {
    const each = reservedConcurrency[name];
    const functions = functionsOfClass[name];
    return each === undefined ? [] : [part(name, functions, each)];
  });
  if (reservedConcurrency.streams !== undefined) {
    parts.push(part('publicStreams', publicStreamFunctions.length, publicStreams));
  }
  const sum = parts.reduce((all, each) => all + each.sum, 0);
  const most = Math.max(0, accountConcurrency - keptUnreserved);
  if (sum <= most) return undefined;
  const texts = parts.map(({ text }) => text).join(', ');
  return `together ${sum} (${texts}), expected at most ${most}, because Lambda keeps ${keptUnreserved} of accountConcurrency=${accountConcurrency} unreserved`;
}

function part(name: string, functions: number, each: number) {
  const text = functions === 1 ? `${name} ${each}` : `${name} ${functions} × ${each}`;
  return { text, sum: functions * each };
}

/** The plan as context has it, a line for each key. */
export function planText(plan: ConcurrencyPlan): string[] {
  const { sseHost, reservedConcurrency, publicStreams } = plan;
  const shares = concurrencyClasses.flatMap(name => {
    const each = reservedConcurrency?.[name];
    return each === undefined ? [] : [`${name}=${each}`];
  });
  const reserved = shares.length === 0 ? [] : [`reservedConcurrency=${shares.join(',')}`];
  return sseHost === 'web-function' ? reserved : [...reserved, `publicStreams=${publicStreams}`];
}

/** What Lambda takes although the public could then hold what the pipeline and the staff need. */
export function planWarning(accountConcurrency: number, plan: ConcurrencyPlan): string | undefined {
  const { reservedConcurrency, publicStreams } = plan;
  const most = publicStreamsFor(accountConcurrency);
  if (reservedConcurrency?.streams !== undefined || publicStreams <= most) return undefined;
  return `publicStreams: received ${publicStreams}; in an account of ${accountConcurrency} readers who are not staff could hold what others need: expected at most ${most}, or a share reserved for streams`;
}
