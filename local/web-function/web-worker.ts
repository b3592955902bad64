/**
 * The inside of one environment of a Web Function: a worker thread that runs the module that starts the
 * server, and is never frozen. Everything here is what Lambda does in its place.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { ToWebEnvironment, WebEnvironmentStart } from './messages.ts';
import { heldMemory, reportOwnMemory } from './own-memory.ts';

/** What a shell makes of a process that SIGTERM ended. */
const endedBySigterm = 143;

const { entryFile } = workerData as WebEnvironmentStart;

reportOwnMemory();
delete process.env.NODE_COMPILE_CACHE;
parentPort?.on('message', ({ kind }: ToWebEnvironment) => {
  if (kind === 'memory') return parentPort?.postMessage(heldMemory());
  // A process that does not listen to the signal is ended by it.
  if (process.listenerCount('SIGTERM') === 0) process.exit(endedBySigterm);
  process.emit('SIGTERM');
});
// The thread lasts as long as what the module has open: the host keeps nobody alive.
parentPort?.unref();

await import(pathToFileURL(entryFile).href);
