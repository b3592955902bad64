import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Outputs } from '../../tools/outputs.ts';
import type { Context, FromHost, ToHost } from './host-message.ts';
import type { Observation } from './observation.ts';

/** A local host in a process of its own. */
export interface WatchedHost {
  readonly outputs: Outputs;
  /** What was seen at its engine since it was last asked. */
  take(): Promise<readonly Observation[]>;
  /** What the host's process holds, functions and all; the engine is another one. */
  rssBytes(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts it with these settings. Readers have an environment of their own each, as on Lambda, unless
 * that is more than the machine has room for.
 *
 * @throws Error when it ends before it is ready
 */
export async function startWatchedHost(
  context: Context,
  readersPerEnvironment = 1,
): Promise<WatchedHost> {
  const args = [JSON.stringify(context), String(readersPerEnvironment)];
  const child = fork('bench/latency-host.ts', args, {
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
  });
  const ended = once(child, 'exit');
  const next = async (): Promise<FromHost> => {
    const received = once(child, 'message').then(([message]) => message as FromHost);
    const early = ended.then(([code, signal]) => {
      throw new Error(`the host ended with ${code ?? signal}; expected it to run`);
    });
    return await Promise.race([received, early]);
  };
  const ready = await next();
  if (ready.kind !== 'ready') throw new Error(`received ${ready.kind}, expected ready`);
  return {
    outputs: ready.outputs,
    take: async () => {
      const message = next();
      child.send({ kind: 'take' } satisfies ToHost);
      const answer = await message;
      return answer.kind === 'observations' ? answer.observations : [];
    },
    rssBytes: async () => {
      const message = next();
      child.send({ kind: 'memory' } satisfies ToHost);
      const answer = await message;
      return answer.kind === 'memory' ? answer.rssBytes : Number.NaN;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
