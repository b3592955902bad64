import { Environment } from '../../local/runtime/environment.ts';
import type { Startable } from './startable-functions.ts';

/** Milliseconds of one start: until the environment is ready, and of processor time. */
export interface Start {
  readonly readyMs: number;
  readonly cpuMs: number;
}

/** With the compiled code of earlier starts on disk, and without, as on Lambda. */
export interface Starts {
  readonly compiled: Start[];
  readonly anew: Start[];
}

/**
 * Starts each function `rounds` times, in turns: one start of each is a round, and each round begins with
 * another, so that a busy minute of the machine is everyone's. A first round, which is not counted,
 * leaves compiled code behind.
 *
 * @throws Error of a function that does not load
 */
export async function measureStarts(
  functions: ReadonlyMap<string, Startable>,
  rounds: number,
  onRound: (round: number) => void,
): Promise<ReadonlyMap<string, Starts>> {
  const names = [...functions.keys()];
  const measured = new Map(names.map(name => [name, { compiled: [], anew: [] } as Starts]));
  for (let round = 0; round <= rounds; round += 1) {
    onRound(round);
    for (const [at] of names.entries()) {
      const name = names[(at + round) % names.length] ?? '';
      const startable = functions.get(name);
      if (startable === undefined) continue;
      const compiled = await start(name, startable, true);
      const anew = await start(name, startable, false);
      if (round === 0) continue;
      measured.get(name)?.compiled.push(compiled);
      measured.get(name)?.anew.push(anew);
    }
  }
  return measured;
}

async function start(name: string, startable: Startable, compileCache: boolean): Promise<Start> {
  const lines: string[] = [];
  const cpuBefore = process.cpuUsage();
  const begunMs = performance.now();
  const environment = new Environment({
    ...startable,
    compileCache,
    handlerExport: 'handler',
    functionName: name,
    functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    logGroupName: name,
    logStreamName: 'bench',
    shared: false,
    timeoutMs: 20_000,
    onLine: (_stream, line) => lines.push(line),
  });
  const failure = await environment.whenReady();
  const readyMs = performance.now() - begunMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  await environment.terminate();
  if (failure !== undefined) {
    throw new Error(
      [`${name}: ${failure.errorType}: ${failure.errorMessage}`, ...lines].join('\n'),
    );
  }
  return { readyMs, cpuMs: (user + system) / 1_000 };
}
