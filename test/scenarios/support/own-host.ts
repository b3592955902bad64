import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFile, type FileClaim } from '../../../local/file-claim.ts';
import { endingOf, hasEnded, stopProcess } from '../../support/stop-process.ts';
import { contextOf, faults, iamUsageOf, sseHostContext } from './host-settings.ts';
import { untilSeen } from './until.ts';

/** A local host of a scenario's own: for what the shared one cannot be put through. */
export interface OwnHost {
  readonly outputsFile: string;
  readonly pid: number | undefined;
  /** All that it has printed so far. */
  output(): Promise<string>;
  /** As Ctrl-C would. */
  stop(): Promise<void>;
}

const readyWithinMs = 120_000;

/** How it is started. */
export interface OwnHostOptions {
  /** @default false */
  readonly demo?: boolean;
  /** The first of its ports. @default - any that are free */
  readonly port?: number;
  /** Where it leaves what it used of its grants. @default - nowhere */
  readonly iamUsageFile?: string;
  /** The folder of the project that it runs. @default - this one */
  readonly projectDirectory?: string;
  /** More flags of `npm start`. @default - none */
  readonly flags?: readonly string[];
  /** Flags of Node. @default - none */
  readonly nodeFlags?: readonly string[];
  /** Variables beside those of this process. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** As `--faults` takes them. @default - none */
  readonly faults?: string;
}

/** Starts it as `npm start` would, in that folder, where the next finds its tables. */
export async function startOwnHost(
  directory: string,
  context: Readonly<Record<string, string>>,
  options: OwnHostOptions = {},
): Promise<OwnHost> {
  const outputsFile = join(directory, 'outputs.json');
  const log = join(directory, 'host.log');
  const output = () => readFile(log, 'utf8');
  const turn = await startTurn();
  const ofRun = { ...sseHostContext(), ...context };
  const child = spawnHost({ directory, outputsFile, log, context: ofRun, ...options });
  const written = () => readFile(outputsFile, 'utf8').catch(() => '');
  try {
    await untilSeen(written, text => text.trim().endsWith('}') || hasEnded(child), {
      withinMs: readyWithinMs,
    });
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`the host did not become ready: ${await output()}`, { cause });
  } finally {
    turn?.release();
  }
  if (hasEnded(child)) throw new Error(`the host ended with ${endingOf(child)}: ${await output()}`);
  return {
    outputsFile,
    pid: child.pid,
    output,
    stop: async () => {
      const ending = await stopProcess(child, 'SIGINT');
      if (ending !== 0) throw new Error(`the host ended with ${ending}: ${await output()}`);
    },
  };
}

/** All of them synthesize into the project's `cdk.out`, and read it again: one starts after the other. */
export function startTurn(): Promise<FileClaim | undefined> {
  mkdirSync('build', { recursive: true });
  const me = { pid: process.pid, folder: process.cwd(), port: 0 };
  return untilSeen(
    () => claimFile('build/host-start', me).catch(() => undefined),
    claim => claim !== undefined,
    { withinMs: readyWithinMs },
  );
}

/** Where a scenario is played that would disturb all others, or be disturbed by them. */
export type QuietHost = Pick<OwnHost, 'outputsFile' | 'stop'>;

/**
 * The stack that the suite was given, or else a host like the one of all scenarios but for this context
 * and these flags of `npm start`, for this file only.
 */
export async function startQuietHost(
  name: string,
  context: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<QuietHost> {
  const given = process.env.OUTPUTS;
  if (given) return { outputsFile: given, stop: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), `${name}-`));
  const iamUsageFile = iamUsageOf(name);
  const host = await startOwnHost(
    directory,
    { ...contextOf('scenarios'), ...context },
    { iamUsageFile, faults, flags },
  );
  return {
    outputsFile: host.outputsFile,
    stop: async () => {
      await host.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface HostStart extends OwnHostOptions {
  readonly directory: string;
  readonly outputsFile: string;
  readonly log: string;
  readonly context: Readonly<Record<string, string>>;
}

function spawnHost(start: HostStart): ChildProcess {
  const { directory, outputsFile, log, context, demo = false, port = 0, iamUsageFile } = start;
  const faulty = start.faults === undefined ? [] : ['--faults', start.faults];
  const output = openSync(log, 'a');
  const dbPath = join(directory, 'tables.db');
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const usage = iamUsageFile === undefined ? [] : ['--iam-usage', iamUsageFile];
  const { projectDirectory = process.cwd(), flags = [], nodeFlags = [], environment } = start;
  const files = ['--db-path', dbPath, '--outputs', outputsFile, ...usage, ...faulty];
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      'tools/start.ts',
      ...(demo ? [] : ['--no-demo']),
      ...['--port', `${port}`, ...flags, ...files, ...settings],
    ],
    {
      cwd: projectDirectory,
      env: { ...process.env, ...environment },
      stdio: ['ignore', output, output],
    },
  );
  closeSync(output);
  return child;
}
