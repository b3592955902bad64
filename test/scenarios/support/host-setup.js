import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from '../../../tools/pictures/chromium.ts';
import { endingOf, hasEnded } from '../../support/stop-process.ts';
import { endOfLog, hostLogOf } from './host-log.js';
import { contextOf, faults, iamUsageOf } from './host-settings.ts';

const readyWithinMs = 120_000;

/**
 * Runs before the scenarios: with `OUTPUTS=FILE` they are played on that stack; otherwise on a local
 * host of their own, started exactly as `npm start` starts it.
 */
export default async function setUp(_config, { rootDir, displayName }) {
  const iamUsage = iamUsageOf(displayName.name);
  const log = hostLogOf({ rootDir, displayName });
  // Before two files ask for it at once.
  if (displayName.name === 'pages') findChromium();
  for (const old of [join(rootDir, iamUsage), log]) await rm(old, { force: true });
  if (process.env.OUTPUTS) {
    process.env.SCENARIO_OUTPUTS = process.env.OUTPUTS;
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'scenarios-'));
  const outputs = join(directory, 'outputs.json');
  const flags = Object.entries(contextOf(displayName.name)).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  await mkdir(dirname(log), { recursive: true });
  const written = await open(log, 'w');
  const child = spawn(
    process.execPath,
    [
      'tools/start.ts',
      '--no-demo',
      '--port',
      '0',
      '--outputs',
      outputs,
      '--faults',
      faults,
      '--iam-usage',
      iamUsage,
      // An environment for each of a thousand readers would take most of the processors' time. Hosts that
      // scenarios start themselves have one for each, as on Lambda, but where they say otherwise.
      '--benchmark',
      '10',
      ...flags,
    ],
    { cwd: rootDir, stdio: ['ignore', written.fd, written.fd] },
  );
  await written.close();
  globalThis.scenarioHost = { child, directory, log };
  await ready(child, outputs, log);
  process.env.SCENARIO_OUTPUTS = outputs;
}

async function ready(child, outputs, log) {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline && !hasEnded(child)) {
    const text = await readFile(outputs, 'utf8').catch(() => '');
    if (text.trim().endsWith('}')) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  const ending = hasEnded(child) ? `it ended with ${endingOf(child)}` : 'it still runs';
  child.kill('SIGKILL');
  throw new Error(`the local host did not become ready: ${ending}; ${await endOfLog(log)}`);
}
