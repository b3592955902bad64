import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, stopProcess } from '../../support/stop-process.ts';

/** A local host of one scenario, for what cannot be played on the one that all share. */
export interface OwnHost {
  readonly outputsFile: string;
  stop(): Promise<void>;
}

const readyWithinMs = 120_000;

/** Starts it as `npm start` does, with this context, and waits until it is ready. */
export async function startOwnHost(context: Readonly<Record<string, string>>): Promise<OwnHost> {
  const directory = await mkdtemp(join(tmpdir(), 'own-host-'));
  const outputsFile = join(directory, 'outputs.json');
  const flags = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(
    process.execPath,
    ['tools/start.ts', '--no-demo', '--port', '0', '--outputs', outputsFile, ...flags],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const told = text(child.stderr);
  const stop = async (): Promise<void> => {
    await stopProcess(child, 'SIGINT');
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline && !hasEnded(child)) {
    const written = await readFile(outputsFile, 'utf8').catch(() => '');
    if (written.trim().endsWith('}')) return { outputsFile, stop };
    // Nothing announces it: look again shortly.
    await sleep(50);
  }
  await stop();
  throw new Error(`the host did not become ready: ${await told}`);
}
