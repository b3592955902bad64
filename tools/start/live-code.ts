import { join } from 'node:path';
import { z } from 'zod';
import { placeContracts } from '../../lib/contracts.ts';
import { buildDashboardPage, placeDashboardPage } from '../../lib/dashboard-page.ts';
import { type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';
import type { HostLog } from '../../local/contract/host-log.ts';
import type { RunningHost } from '../../local/host.ts';
import { loadAssembly } from '../../local/template/assembly.ts';
import { messageOf } from '../command-line.ts';
import { RunningBundles } from './running-bundles.ts';
import { SaveQueue, type Saves } from './save-queue.ts';
import { type SourceKind, sourceKindsOf, watchSources } from './watch-sources.ts';

/** Whose code it is, and what becomes of it. */
export interface LiveCodeOptions {
  readonly projectDirectory: string;
  /** Functions that read well in a debugger. */
  readonly debug: boolean;
  /** Replace code when its source is saved. */
  readonly watch: boolean;
  readonly log: HostLog;
}

/** Editors that save all files write them within this time. */
const settleMs = 50;

/** Code that functions run instead of that of the assembly, replaced as its sources are saved. */
export class LiveCode {
  readonly #options: LiveCodeOptions;
  readonly #bundles: RunningBundles;
  readonly #queue: SaveQueue;
  #host: Pick<RunningHost, 'updateFunctionCode'> | undefined;
  #functions: ReadonlyMap<LambdaName, readonly string[]> = new Map();
  #unwatch: (() => void) | undefined;

  private constructor(options: LiveCodeOptions, bundles: RunningBundles) {
    this.#options = options;
    this.#bundles = bundles;
    this.#queue = new SaveQueue({
      work: saves => this.#onSaved(saves),
      settleMs,
      now: performance.now.bind(performance),
    });
  }

  /** Builds all of it; @throws Error that lists file, line and reason of what cannot be. */
  static async build(options: LiveCodeOptions): Promise<LiveCode> {
    const { projectDirectory, debug } = options;
    const directory = join(projectDirectory, 'build', 'running', String(process.pid));
    const code = new LiveCode(options, new RunningBundles({ directory, minify: !debug }));
    try {
      await code.#rebuild();
      return code;
    } catch (error) {
      await code.stop();
      throw error;
    }
  }

  /** Has the functions of that host, which runs that assembly, run it from now on. */
  async run(host: Pick<RunningHost, 'updateFunctionCode'>, assemblyDirectory: string) {
    const { watch, projectDirectory, log } = this.#options;
    this.#functions = functionsOf(assemblyDirectory);
    await this.#placePage();
    // As they were at the start: what makes them is this process, which loads no source twice.
    placeContracts(this.#bundles.directory);
    this.#host = host;
    this.#swap(lambdaNames);
    if (!watch) return;
    const onError = (error: Error): void => log.error(`saves are no longer seen: ${error.message}`);
    this.#unwatch = watchSources(projectDirectory, file => this.#queue.add(file), onError);
  }

  /** Ends the watch; the code goes on until its host has ended. */
  async stop(): Promise<void> {
    this.#unwatch?.();
    await this.#queue.stop();
    this.#bundles.remove();
  }

  async #onSaved(saves: Saves): Promise<void> {
    try {
      await this.#replace(saves);
    } catch (error) {
      this.#options.log.error(
        `saved ${saves.files.join(', ')}: the old code goes on: ${messageOf(error)}`,
      );
    }
  }

  async #replace({ files, sinceMs }: Saves): Promise<void> {
    const { log } = this.#options;
    const of = (kind: SourceKind): readonly string[] =>
      files.filter(file => sourceKindsOf(file).includes(kind));
    const report = (saved: readonly string[], what: readonly string[]): void => {
      const replaced =
        what.length === 0 ? 'no function has changed' : `replaced ${what.join(', ')}`;
      const ms = Math.round(performance.now() - sinceMs);
      log.info(`saved ${saved.join(', ')}: ${replaced} in ${ms} ms`);
    };
    const ofStart = of('start');
    if (ofStart.length > 0) {
      log.warn(`saved ${ofStart.join(', ')}: takes effect at the next npm start`);
    }
    const ofFunctions = of('functions');
    if (ofFunctions.length > 0) {
      // Of the hosts of streams the template has one.
      const changed = (await this.#rebuild(ofFunctions)).filter(name => this.#functions.has(name));
      this.#swap(changed);
      report(ofFunctions, changed);
    }
    const ofPage = of('page');
    if (ofPage.length > 0) {
      await this.#placePage();
      this.#swap(['dashboard']);
      report(ofPage, ["the dashboard's page"]);
    }
  }

  async #rebuild(saved: readonly string[] = []): Promise<readonly LambdaName[]> {
    const built = await this.#bundles.rebuild(saved);
    if (built.kind === 'built') return built.changed;
    throw new Error(`the functions cannot be bundled:\n${built.defects.join('\n')}`);
  }

  #swap(names: readonly LambdaName[]): void {
    for (const name of names) {
      for (const logicalId of this.#functions.get(name) ?? []) {
        this.#host?.updateFunctionCode(logicalId, this.#bundles.folderOf(name));
      }
    }
  }

  async #placePage(): Promise<void> {
    placeDashboardPage(await buildDashboardPage(), this.#bundles.directory);
  }
}

const named = z.object({ POWERTOOLS_SERVICE_NAME: z.enum(lambdaNames) });

/** A function, or the revision of a Web Function: whatever has code. */
const withCode = z.union([
  z
    .object({
      Type: z.literal('AWS::Lambda::Function'),
      Properties: z.object({ Environment: z.object({ Variables: named }) }),
    })
    .transform(({ Properties }) => Properties.Environment.Variables),
  z
    .object({
      Type: z.literal('AWS::Lambda::WebFunctionRevision'),
      Properties: z.object({ ServiceConfig: z.object({ EnvironmentVariables: named }) }),
    })
    .transform(({ Properties }) => Properties.ServiceConfig.EnvironmentVariables),
]);

/** The template's functions by the name of their code, as `RealtimeFunction` puts it into each. */
function functionsOf(assemblyDirectory: string): ReadonlyMap<LambdaName, readonly string[]> {
  const resources = Object.entries(loadAssembly(assemblyDirectory).template.Resources);
  const functions = new Map<LambdaName, readonly string[]>();
  for (const [logicalId, resource] of resources) {
    const name = withCode.safeParse(resource).data?.POWERTOOLS_SERVICE_NAME;
    if (name !== undefined) functions.set(name, [...(functions.get(name) ?? []), logicalId]);
  }
  return functions;
}
