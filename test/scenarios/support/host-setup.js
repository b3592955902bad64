import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endingOf, hasEnded } from '../../support/stop-process.ts';
import { endOfLog, hostLogOf } from './host-log.js';

/**
 * Short enough to wait for, long enough to answer in time: whatever two bettors say about a proposal
 * is said before its end, by people's pages at the pace of a browser.
 */
const contextOf = project => ({
  proposalTimeoutSeconds: project === 'pages' ? '20' : '10',
  currencies: 'MXN,JPY,KWD',
  streamLifetimeSeconds: '25',
  allowedOrigins: 'https://admin.example.com',
  frontDoorOrigin: 'https://front.example.com',
});
/** What AWS does now and then, this host does often: stale reads, batches twice, expiries soon. */
const faults = JSON.stringify({
  staleReads: { delayMs: 300, share: 0.5 },
  redelivery: { share: 0.3 },
  timeToLive: { latestMs: 5_000 },
});
/** Where `npm run iam` looks for what the functions were granted and have used: a file a project. */
const iamUsageOf = project => `build/iam-usage-${project}.json`;
const readyWithinMs = 120_000;

/**
 * Runs before the scenarios: with `OUTPUTS=FILE` they are played on that stack; otherwise on a local
 * host of their own, started exactly as `npm start` starts it.
 */
export default async function setUp(_config, { rootDir, displayName }) {
  const iamUsage = iamUsageOf(displayName.name);
  const log = hostLogOf({ rootDir, displayName });
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
