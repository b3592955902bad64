import { rm } from 'node:fs/promises';
import { stopProcess } from '../../support/stop-process.ts';
import { endOfLog } from './host-log.js';

/** Runs after the scenarios: stops the host they started, if they did, as Ctrl-C would. */
export default async function tearDown() {
  const host = globalThis.scenarioHost;
  if (host === undefined) return;
  const { child, directory, log } = host;
  const ending = await stopProcess(child, 'SIGINT');
  await rm(directory, { recursive: true, force: true });
  if (ending !== 0) throw new Error(`the local host ended with ${ending}; ${await endOfLog(log)}`);
}
