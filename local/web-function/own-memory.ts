import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { WebEnvironmentMemory } from './messages.ts';

/** What Node itself takes: its code, its stacks, what it loads before anything else. */
const ofNodeBytes = 40 * 1024 * 1024;

/**
 * Has `process.memoryUsage` of this thread report the thread alone. On AWS an environment has a process
 * of its own; here the resident memory of the process is that of the host with all its environments,
 * and a server that refuses by it would refuse for the others.
 */
export function reportOwnMemory(): void {
  const ofProcess = process.memoryUsage.bind(process);
  const ofThread = (): NodeJS.MemoryUsage => {
    const usage = ofProcess();
    return { ...usage, rss: ofNodeBytes + usage.heapTotal + usage.external };
  };
  process.memoryUsage = Object.assign(ofThread, { rss: () => ofThread().rss });
}

let collectGarbage: (() => void) | undefined;

/** What this thread holds, after a garbage collection that was not due. */
export function heldMemory(): WebEnvironmentMemory {
  if (collectGarbage === undefined) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external };
}
