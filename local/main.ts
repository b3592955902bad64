import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startEngine } from './engine/start-engine.ts';
import type { FaultsPatch } from './faults/fault-settings.ts';
import { type RunningHost, startHost } from './host.ts';
import type { RequestFilter } from './request-filter.ts';
import type { HostLimits } from './resources/kinds.ts';
import type { HostLog } from './resources/resource.ts';

export interface RunOptions {
  /** The cloud assembly, as `cdk synth` writes it. */
  readonly assemblyDirectory: string;
  /** First of a row of ports: AWS endpoint, DynamoDB, then one per URL. */
  readonly port: number;
  /** The engine's database file. @default - in memory */
  readonly dbPath?: string;
  /** Written when everything is ready, removed on stop. */
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
  /** Written on stop: what each role was granted and has used. @default - nowhere */
  readonly iamUsageFile?: string;
  readonly log: HostLog;
  /** Called once per step of the start, with the time since it began. */
  onProgress(step: string, elapsedMs: number): void;
}

/** Where a host leaves what was consumed, when it stops: beside its outputs. */
export const capacityFileOf = (outputsFile: string): string =>
  join(dirname(outputsFile), 'capacity.local.json');

/** Starts engine and host, and writes the outputs in the shape of `cdk deploy --outputs-file`. */
export async function runHost(options: RunOptions): Promise<RunningHost> {
  const { assemblyDirectory, port, dbPath, outputsFile, iamUsageFile, log } = options;
  const startedMs = performance.now();
  const onProgress = (step: string): void =>
    options.onProgress(step, performance.now() - startedMs);
  // A file left by a run that was killed would tell tools that this one is ready.
  await rm(outputsFile, { force: true });
  await rm(capacityFileOf(outputsFile), { force: true });

  const engine = await startEngine({ ...(dbPath === undefined ? {} : { dbPath }), log });
  onProgress(`DynamoDB engine: ${engine.describe}`);
  const host = await startHost({
    assemblyDirectory,
    port,
    engine,
    ...(dbPath === undefined ? {} : { statePath: `${dbPath}.state` }),
    verbose: options.verbose ?? false,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.requestFilter === undefined ? {} : { requestFilter: options.requestFilter }),
    ...(options.allowedHosts === undefined ? {} : { allowedHosts: options.allowedHosts }),
    onProgress,
    log,
  });
  try {
    const outputs = { [host.stackName]: host.outputs };
    await writeFile(outputsFile, `${JSON.stringify(outputs, null, 2)}\n`);
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
