import { z } from 'zod';
import { buildDashboardPage, placeDashboardPage } from '../../lib/dashboard-page.ts';
import { type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';
import type { RunningHost } from '../../local/host.ts';
import type { HostLog } from '../../local/resources/resource.ts';
import { loadAssembly } from '../../local/template/assembly.ts';
import { messageOf } from '../command-line.ts';
import { createRunningBundles, type RunningBundles, runningBundlesOf } from './running-bundles.ts';
import { SaveQueue, type Saves } from './save-queue.ts';
import { type SourceKind, sourceKindsOf, watchSources } from './watch-sources.ts';

/** Whose code it is, and what becomes of it. */
export interface LiveCodeOptions {
  readonly host: Pick<RunningHost, 'updateFunctionCode'>;
  /** The assembly that the host runs. */
  readonly assemblyDirectory: string;
  readonly projectDirectory: string;
  /** Functions that read well in a debugger. */
  readonly debug: boolean;
  /** Replace code when its source is saved. */
  readonly watch: boolean;
  readonly log: HostLog;
}

/** Code that is replaced while the host runs. */
export interface LiveCode {
  stop(): Promise<void>;
}

/** Editors that save all files write them within this time. */
const settleMs = 50;

/** Has the functions run bundles of this run's own, and replaces them as sources are saved. */
export async function startLiveCode(options: LiveCodeOptions): Promise<LiveCode> {
  const { projectDirectory, debug, watch, log } = options;
  const directory = runningBundlesOf(projectDirectory);
  const bundles = await createRunningBundles({ directory, minify: !debug });
  const replacing = new CodeReplacement(options, bundles);
  const queue = new SaveQueue({
    work: saves => replacing.replace(saves),
    settleMs,
    now: performance.now.bind(performance),
  });
  // From before the first build on, so that no save falls between.
  const onError = (error: Error): void => log.error(`saves are no longer seen: ${error.message}`);
  const unwatch = watch
    ? watchSources(projectDirectory, file => queue.add(file), onError)
    : undefined;
  const stop = async (): Promise<void> => {
    unwatch?.();
    await queue.stop();
    await bundles.stop();
  };
  try {
    await replacing.begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

class CodeReplacement {
  readonly #options: LiveCodeOptions;
  readonly #bundles: RunningBundles;
  readonly #functions: ReadonlyMap<LambdaName, readonly string[]>;

  constructor(options: LiveCodeOptions, bundles: RunningBundles) {
    this.#options = options;
    this.#bundles = bundles;
    this.#functions = functionsOf(options.assemblyDirectory);
  }

  async begin(): Promise<void> {
    await this.#placePage();
    const built = await this.#bundles.rebuild();
    if (built.kind === 'failed') throw new Error(defectsText(built.defects));
    this.#swap(built.changed);
  }

  async replace(saves: Saves): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#replace(saves);
    } catch (error) {
      log.error(`the old code goes on: ${messageOf(error)}`);
    }
  }

  async #replace({ files, sinceMs }: Saves): Promise<void> {
    const { log } = this.#options;
    const of = (kind: SourceKind): readonly string[] =>
      files.filter(file => sourceKindsOf(file).includes(kind));
    const swapped = (names: readonly string[], because: readonly string[]): void => {
      const ms = Math.round(performance.now() - sinceMs);
      log.info(`saved ${because.join(', ')}: ${names.join(', ')} replaced in ${ms} ms`);
    };
    const onlyAtStart = of('start');
    if (onlyAtStart.length > 0) {
      log.warn(`saved ${onlyAtStart.join(', ')}: counts from the next npm start on`);
    }
    const ofFunctions = of('functions');
    if (ofFunctions.length > 0) {
      const built = await this.#bundles.rebuild();
      if (built.kind === 'failed') throw new Error(defectsText(built.defects));
      this.#swap(built.changed);
      if (built.changed.length > 0) swapped(built.changed, ofFunctions);
      else log.info(`saved ${ofFunctions.join(', ')}: in no function, or as it was`);
    }
    const ofPage = of('page');
    if (ofPage.length > 0) {
      await this.#placePage();
      this.#swap(['dashboard']);
      swapped(["the dashboard's page"], ofPage);
    }
  }

  #swap(names: readonly LambdaName[]): void {
    const { host } = this.#options;
    for (const name of names) {
      for (const logicalId of this.#functions.get(name) ?? []) {
        host.updateFunctionCode(logicalId, `${this.#bundles.directory}/${name}`);
      }
    }
  }

  async #placePage(): Promise<void> {
    placeDashboardPage(await buildDashboardPage(), this.#bundles.directory);
  }
}

const defectsText = (defects: readonly string[]): string =>
  `the functions do not build:\n${defects.join('\n')}`;

const namedFunction = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    Environment: z.object({
      Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.enum(lambdaNames) }),
    }),
  }),
});

/** The template's functions by the name of their code, as `RealtimeFunction` puts it into each. */
function functionsOf(assemblyDirectory: string): ReadonlyMap<LambdaName, readonly string[]> {
  const resources = Object.entries(loadAssembly(assemblyDirectory).template.Resources);
  const functions = new Map<LambdaName, readonly string[]>();
  for (const [logicalId, resource] of resources) {
    const { data } = namedFunction.safeParse(resource);
    const name = data?.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME;
    if (name !== undefined) functions.set(name, [...(functions.get(name) ?? []), logicalId]);
  }
  return functions;
}
