import type { Clock } from '../clock.ts';
import { drainMessage, drainRetryMs } from '../drain/drain.ts';
import type { DrainCheck } from '../drain/drains.ts';
import { type Problem, problem } from '../wire/problem.ts';
import type { ConnectAttempts } from './connect-attempts.ts';

/** What is checked of every request to connect before it is read. */
export interface ConnectRefusalPorts {
  readonly attempts: ConnectAttempts;
  readonly drains: DrainCheck;
}

/** A refusal that passes, and when. */
export interface ConnectRefusal {
  readonly problem: Problem;
  /** Whole seconds, as `Retry-After` takes them (RFC 9110, 10.2.3). */
  readonly retryAfterSec: number;
}

/**
 * Why nobody is let in just now, whoever asks for what: the address has asked too often, or the
 * deployment drains. Each request counts, also one that is refused for something else later on.
 */
export async function connectRefusal(
  sourceIp: string,
  { attempts, drains }: ConnectRefusalPorts,
  now: Clock,
  random: () => number,
): Promise<ConnectRefusal | undefined> {
  const [verdict, drain] = await Promise.all([attempts.take(sourceIp), drains.current()]);
  if (verdict.kind === 'exceeded') {
    const { retryAfterSec } = verdict;
    return { problem: problem('RATE_LIMITED', attempts.expectation), retryAfterSec };
  }
  if (drain === undefined) return undefined;
  const retryAfterSec = Math.ceil(drainRetryMs(drain.untilMs, now(), random) / 1_000);
  return { problem: problem('DRAINING', drainMessage(drain)), retryAfterSec };
}
