import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FaultsPatch } from './contract/fault-settings.ts';
import type { HostLog } from './contract/host-log.ts';
import type { RequestFilter } from './contract/request-filter.ts';
import { startEngine } from './engine/start-engine.ts';
import {
  claimFile,
  describeHost,
  type FileClaim,
  type HostIdentity,
  hostSchema,
} from './file-claim.ts';
import { type HostOptions, type RunningHost, startHost } from './host.ts';
import { hostApiPrefix } from './host-api.ts';
import type { HostLimits } from './resources/kinds.ts';
import { PortInUse } from './server/local-server.ts';

export interface RunOptions {
  /** The cloud assembly, as `cdk synth` writes it; or what makes it, once the files are claimed. */
  readonly assemblyDirectory: string | (() => Promise<string>);
  /** First of a row of ports: AWS endpoint, DynamoDB, then one per URL. */
  readonly port: number;
  /** The engine's database file. @default - in memory */
  readonly dbPath?: string;
  /** Written when everything is ready, removed on stop. No two hosts have the same. */
  readonly outputsFile: string;
  readonly verbose?: boolean;
  /** What goes wrong from the start on. @default - nothing */
  readonly faults?: FaultsPatch;
  /** What of AWS's limits is another here. @default - those of AWS */
  readonly limits?: Partial<HostLimits>;
  /** What requests to URLs and sockets go through first. @default - nothing */
  readonly requestFilter?: RequestFilter;
  /** Names that lead to this machine, beside those of the loopback. @default - none */
  readonly allowedHosts?: readonly string[];
  /** Keep no timeout of functions and integrations, for a debugger holds them. @default false */
  readonly isDebugged?: boolean;
  /** How long a minute of metrics and alarms lasts. @default 60, as on AWS */
  readonly alarmSecondsPerMinute?: number;
  /** How metrics in the namespace of the stack's name are shown. @default - as those of AWS */
  readonly ownMetrics?: HostOptions['ownMetrics'];
  /** Written on stop: what each role was granted and has used. @default - nowhere */
  readonly iamUsageFile?: string;
  readonly log: HostLog;
  /** Called once the host runs, before anything says that it is ready. */
  onRunning?(host: RunningHost): Promise<void>;
  /** Called once per step of the start, with the time since it began. */
  onProgress(step: string, elapsedMs: number): void;
}

/** Where a host leaves what was consumed, when it stops: beside its outputs, under a name of its own. */
export function capacityFileOf(outputsFile: string): string {
  const name = basename(outputsFile);
  const isUsual = name.startsWith('outputs');
  const own = isUsual ? name.replace('outputs', 'capacity') : `${name}.capacity.json`;
  return join(dirname(outputsFile), own);
}

/**
 * Starts engine and host, and writes the outputs in the shape of `cdk deploy --outputs-file`. The files
 * of a run are claimed first: those of another host that runs are never touched.
 *
 * @throws Error that names the host which has the files, or the port.
 */
export async function runHost(options: RunOptions): Promise<RunningHost> {
  const { port, dbPath, outputsFile } = options;
  const identity = { pid: process.pid, folder: process.cwd(), port };
  const claims: FileClaim[] = [];
  const release = (): void => {
    for (const claim of claims) claim.release();
  };
  try {
    for (const file of [outputsFile, ...(dbPath === undefined ? [] : [dbPath])]) {
      claims.push(await claimFile(file, identity));
    }
    const host = await runClaimed(options, identity);
    return {
      ...host,
      stop: async () => {
        try {
          await host.stop();
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw await namingOwner(error, port);
  }
}

async function runClaimed(options: RunOptions, identity: HostIdentity): Promise<RunningHost> {
  const { port, dbPath, outputsFile, iamUsageFile, log } = options;
  const startedMs = performance.now();
  const onProgress = (step: string): void =>
    options.onProgress(step, performance.now() - startedMs);
  await refuseDeployed(outputsFile);
  // Files left by a run that was killed would make tools take this one for ready.
  await rm(outputsFile, { force: true });
  await rm(capacityFileOf(outputsFile), { force: true });

  const { assemblyDirectory } = options;
  const assembly =
    typeof assemblyDirectory === 'string' ? assemblyDirectory : await assemblyDirectory();
  const engine = await startEngine({ ...(dbPath === undefined ? {} : { dbPath }), log });
  onProgress(`DynamoDB engine: ${engine.describe}`);
  const host = await startHost({
    assemblyDirectory: assembly,
    port,
    engine,
    identity,
    ...(dbPath === undefined ? {} : { statePath: `${dbPath}.state` }),
    verbose: options.verbose ?? false,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.requestFilter === undefined ? {} : { requestFilter: options.requestFilter }),
    ...(options.allowedHosts === undefined ? {} : { allowedHosts: options.allowedHosts }),
    isDebugged: options.isDebugged ?? false,
    ...(options.alarmSecondsPerMinute === undefined
      ? {}
      : { alarmSecondsPerMinute: options.alarmSecondsPerMinute }),
    ...(options.ownMetrics === undefined ? {} : { ownMetrics: options.ownMetrics }),
    onProgress,
    log,
  });
  try {
    await options.onRunning?.(host);
    const outputs = { [host.stackName]: host.outputs };
    // Whoever waits for the file never reads a part of it.
    const part = `${outputsFile}.part`;
    await writeFile(part, `${JSON.stringify(outputs, null, 2)}\n`);
    await rename(part, outputsFile);
  } catch (error) {
    await host.stop();
    throw error;
  }
  onProgress('ready');
  return {
    ...host,
    async stop() {
      await rm(outputsFile, { force: true });
      await host.stop();
      await writeFile(capacityFileOf(outputsFile), JSON.stringify(host.capacity()));
      if (iamUsageFile === undefined) return;
      await mkdir(dirname(iamUsageFile), { recursive: true });
      await writeFile(iamUsageFile, JSON.stringify(host.iamUsage()));
    },
  };
}

/** A file that `cdk deploy` wrote is not for a local host to replace. */
async function refuseDeployed(outputsFile: string): Promise<void> {
  const text = await readFile(outputsFile, 'utf8').catch(() => undefined);
  if (text === undefined || text.includes('"AwsEndpointUrl"')) return;
  throw new Error(
    `${outputsFile} exists and is not of a local host. Choose another with --outputs, or remove it.`,
  );
}

const askingMs = 1_000;

/** With a port that is taken, says by which host, if it is one. */
async function namingOwner(error: unknown, port: number): Promise<unknown> {
  if (!(error instanceof PortInUse) || port === 0) return error;
  try {
    const signal = AbortSignal.timeout(askingMs);
    const answer = await fetch(`http://127.0.0.1:${port}${hostApiPrefix}host`, { signal });
    const owner = describeHost(hostSchema.parse(await answer.json()));
    return new Error(`${error.message} It is ${owner}.`, { cause: error });
  } catch {
    return error;
  }
}
