import { z } from 'zod';
import {
  type ConcurrencyClass,
  type ConcurrencyPlan,
  concurrencyClasses,
  fewestWebhooksAtOnce,
  planDefect,
  proposePlan,
  publicStreamsByDefault,
  type ReservedConcurrency,
  type SseHost,
} from '../account-concurrency.ts';
import { wholeNumber } from './fields.ts';

/** Far more than any account has. */
export const maxConcurrency = 10_000;
const reservedConcurrencyExpectation = `some of ${concurrencyClasses.map(name => `${name}=N`).join(', ')}, comma-separated, N a whole number from 1 to ${maxConcurrency}, of webhooks from ${fewestWebhooksAtOnce}`;
const share = wholeNumber(1, maxConcurrency, reservedConcurrencyExpectation).optional();
const webhooksShare = wholeNumber(
  fewestWebhooksAtOnce,
  maxConcurrency,
  reservedConcurrencyExpectation,
).optional();
/** What is reserved for each function of a class. */
export const reservedConcurrencySchema = z.preprocess(
  value => {
    if (typeof value !== 'string') return value;
    return Object.fromEntries(value.split(',').map(pair => pair.trim().split(/=(.*)/s, 2)));
  },
  z.strictObject(
    {
      streams: share,
      fanOut: share,
      sockets: share,
      courier: share,
      management: share,
      webhooks: webhooksShare,
    } satisfies Record<ConcurrencyClass, z.ZodType>,
    { error: reservedConcurrencyExpectation },
  ),
);

/** What is said of concurrency, before what follows from it is filled in. */
interface GivenConcurrency {
  readonly sseHost: SseHost;
  readonly accountConcurrency?: number | undefined;
  readonly reservedConcurrency?: ReservedConcurrency | undefined;
  readonly publicStreams?: number | undefined;
}

/** The settings with the shares that follow from the account's concurrency. */
export function withConcurrencyPlan<Given extends GivenConcurrency>(
  given: Given,
): Given & { readonly publicStreams: number } {
  const { sseHost, accountConcurrency } = given;
  if (accountConcurrency !== undefined) {
    return { ...given, ...proposePlan(accountConcurrency, given), sseHost };
  }
  const { publicStreams = publicStreamsByDefault(sseHost, accountConcurrency) } = given;
  return { ...given, publicStreams };
}

/** Shares that Lambda would refuse in the middle of a deploy. */
export function concurrencyDefect(
  settings: GivenConcurrency & ConcurrencyPlan,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  const { sseHost, accountConcurrency, reservedConcurrency } = settings;
  const received = `reservedConcurrency: received ${JSON.stringify(context.reservedConcurrency)}`;
  if (sseHost === 'web-function' && reservedConcurrency?.streams !== undefined) {
    return `${received}, expected no streams=N, because ${noSlots}`;
  }
  if (accountConcurrency === undefined) return undefined;
  const defect = planDefect(accountConcurrency, settings);
  return defect && `${received}, ${defect}`;
}

const noSlots =
  'with sseHost=web-function streams hold nothing of the account’s concurrency: they are bounded by user, by address and by memory';

/** A ceiling that is given and that nothing would keep, on a Web Function. */
export function ceilingsOfNothing(context: Readonly<Record<string, unknown>>): string[] {
  if (context.sseHost !== 'web-function') return [];
  return (['publicStreams', 'liveStreams'] as const)
    .filter(key => context[key] !== undefined)
    .map(
      key =>
        `${key}: received ${JSON.stringify(context[key])}, expected no value, because ${noSlots}`,
    );
}
