import { once } from 'node:events';
import { rm } from 'node:fs/promises';

/** Runs after the scenarios: stops the host they started, if they did, as Ctrl-C would. */
export default async function tearDown() {
  const host = globalThis.scenarioHost;
  if (host === undefined) return;
  const { child, directory, said } = host;
  if (child.exitCode === null) {
    child.kill('SIGINT');
    await once(child, 'exit');
  }
  await rm(directory, { recursive: true, force: true });
  if (child.exitCode !== 0)
    throw new Error(`the local host ended with ${child.exitCode}:\n${said()}`);
}
