import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short enough to wait for, long enough to answer in time. */
const context = {
  proposalTimeoutSeconds: '5',
  streamLifetimeSeconds: '25',
  allowedOrigins: 'https://admin.example.com',
  frontDoorOrigin: 'https://front.example.com',
};
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
  await rm(join(rootDir, iamUsage), { force: true });
  if (process.env.OUTPUTS) {
    process.env.SCENARIO_OUTPUTS = process.env.OUTPUTS;
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'scenarios-'));
  const outputs = join(directory, 'outputs.json');
  const flags = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
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
    { cwd: rootDir, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stdout.on('data', chunk => (said += chunk));
  child.stderr.on('data', chunk => (said += chunk));
  globalThis.scenarioHost = { child, directory, said: () => said };
  await ready(child, outputs, () => said);
  process.env.SCENARIO_OUTPUTS = outputs;
}

async function ready(child, outputs, said) {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const text = await readFile(outputs, 'utf8').catch(() => '');
    if (text.trim().endsWith('}')) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`the local host did not become ready (exit code ${child.exitCode}):\n${said()}`);
}
