import { setTimeout as delay } from 'node:timers/promises';
import type { FunctionFault } from '../contract/fault-settings.ts';
import type { Environment, Outcome } from './environment.ts';
import type { FunctionError } from './messages.ts';

/** A fault of an invocation that has begun; throttling comes before that. */
export type InvocationFault = Exclude<FunctionFault, { readonly kind: 'throttle' }>;

/** As Lambda reports a process that was killed from outside. */
const killed: FunctionError = {
  errorType: 'Runtime.ExitError',
  errorMessage: 'Runtime exited with error: signal: killed',
};

/** One invocation into which a fault is injected. */
export interface FaultyInvocation {
  readonly environment: Pick<Environment, 'ended' | 'fail' | 'timedOut'>;
  readonly timeoutMs: number;
  readonly requestId: string;
  /** Calls the handler once, with so much of its timeout passed already. */
  run(elapsedMs: number): Promise<Outcome>;
}

/** Runs an invocation with the fault; never rejects. */
export async function runWithFault(
  fault: InvocationFault,
  invocation: FaultyInvocation,
): Promise<Outcome> {
  const { environment, timeoutMs, requestId } = invocation;
  const startedMs = performance.now();
  const end = (error: FunctionError): Outcome => {
    environment.fail(error);
    return { kind: 'error', error };
  };
  const hang = async (): Promise<Outcome> => {
    await pause(timeoutMs - (performance.now() - startedMs), environment);
    return end(environment.timedOut(requestId));
  };
  if (fault.kind === 'slow') {
    if (fault.byMs >= timeoutMs) return hang();
    await pause(fault.byMs, environment);
    return invocation.run(fault.byMs);
  }
  if (fault.at === 'answer') {
    await invocation.run(0);
    return fault.kind === 'kill' ? end(killed) : hang();
  }
  if (fault.kind === 'hang') return hang();
  if (fault.afterMs === 0) return end(killed);
  const kill = setTimeout(() => environment.fail(killed), fault.afterMs);
  try {
    return await invocation.run(0);
  } finally {
    clearTimeout(kill);
  }
}

/** Waits, but not for an environment that the host ends meanwhile. */
async function pause(delayMs: number, { ended }: FaultyInvocation['environment']): Promise<void> {
  const cancelling = new AbortController();
  const { signal } = cancelling;
  await Promise.race([delay(Math.max(0, delayMs), undefined, { signal }).catch(() => {}), ended]);
  cancelling.abort();
}
