import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, type BuildOptions, build, type Message } from 'esbuild';
import { buildOnce } from './build-once.ts';
import { entryOf, type LambdaName, lambdaNames } from './lambda-name.ts';
import { leftOut } from './left-out.ts';
import { ownSourceMap } from './own-source-map.ts';
import { SynthError } from './synth-error.ts';

const projectDirectory = fileURLToPath(new URL('..', import.meta.url));

/** What to bundle, and where to put it. */
export interface BundlesProps {
  /**
   * The folder with one subfolder per function, each with its entry.
   * @default - lambdas/ of this project
   */
  readonly sourceDirectory?: string;
  /**
   * The folder that gets one subfolder per function, each with index.mjs and its source map.
   * @default - build/lambdas of this project
   */
  readonly directory?: string;
  /** @default - that of bundles in a folder of `build` */
  readonly sourceRoot?: string;
}

/**
 * Packages of CommonJS (undici) require modules of Node; in an ES module esbuild's stand-in for `require`
 * only throws. esbuild does not know the names in here: minified ones are shorter.
 */
const requireBanner =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/** Has no credentials: see there. */
const sourcesOfDevelopers = './lambdas/adapters/runtime/sources-of-developers.ts';

/** Packages that functions have no use for, and what stands for them in bundles. */
const alias = {
  '@aws-sdk/credential-provider-ini': sourcesOfDevelopers,
  '@aws-sdk/credential-provider-process': sourcesOfDevelopers,
  '@aws-sdk/credential-provider-sso': sourcesOfDevelopers,
  '@aws-sdk/credential-provider-web-identity': sourcesOfDevelopers,
  '@aws-sdk/endpoint-cache': './lambdas/adapters/runtime/no-endpoint-discovery.ts',
  '@smithy/core/event-streams': './lambdas/adapters/runtime/no-event-streams.ts',
  '@smithy/credential-provider-imds': sourcesOfDevelopers,
};

/** How functions are bundled in one call. */
export function bundleOptions(
  props: BundlesProps = {},
  names: readonly LambdaName[] = lambdaNames,
) {
  const sourceDirectory = props.sourceDirectory ?? join(projectDirectory, 'lambdas');
  return {
    // Paths in bundles and source maps, and so the hashes, do not depend on where synth runs.
    absWorkingDir: projectDirectory,
    entryPoints: names.map(name => ({
      in: join(sourceDirectory, name, entryOf(name)),
      out: join(name, 'index'),
    })),
    outdir: props.directory ?? join(projectDirectory, 'build', 'lambdas'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias,
    plugins: [leftOut],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: requireBanner },
    logLevel: 'silent',
  } satisfies BuildOptions;
}

/**
 * Bundles every function in one esbuild call and returns the directory they are in. One call takes
 * half a second for all; a NodejsFunction construct each would start a process each.
 *
 * @throws one SynthError that lists file, line and reason, when something cannot be bundled
 */
export async function buildBundles(props: BundlesProps = {}): Promise<string> {
  const options = bundleOptions(props);
  try {
    // A source's place is put behind `sourceRoot`. Without the folder it is named as seen from
    // build/lambdas/<name>, one folder deeper than where bundles run (cdk.out/asset.<hash>).
    await build({ ...options, sourceRoot: props.sourceRoot ?? 'index/' });
    for (const name of lambdaNames) {
      const file = join(options.outdir, name, 'index.mjs.map');
      writeFileSync(file, ownSourceMap(readFileSync(file, 'utf8')));
    }
  } catch (error) {
    const defects = bundleDefects(error);
    throw new SynthError(`the functions could not be bundled:\n${defects.join('\n')}`);
  }
  return options.outdir;
}

/** What the functions are made of. */
const inputs = [
  'core/**/*.ts',
  'lambdas/**/*.ts',
  'lib/build-once.ts',
  'lib/bundles.ts',
  'lib/contracts.ts',
  'lib/lambda-name.ts',
  'lib/left-out.ts',
  'lib/own-source-map.ts',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * The bundles of this project's functions, and the contracts that one of them serves, built unless they
 * were of the same files before; returns the directory they are in.
 *
 * @throws as `buildBundles`
 */
export async function bundleOnce(): Promise<string> {
  return await buildOnce({
    projectDirectory,
    name: 'lambdas',
    inputs,
    // A folder deeper: build/lambdas/<hash>/<name>.
    build: async directory => {
      await buildBundles({ directory, sourceRoot: 'index/index/' });
      // Loaded only here: most synths find all of it built.
      const { placeContracts } = await import('./contracts.ts');
      placeContracts(directory);
    },
  });
}

/** What of the sources cannot be bundled, a line each with file, line and reason; @throws any other error. */
export function bundleDefects(error: unknown): readonly string[] {
  if (!isBuildFailure(error)) throw error;
  return error.errors.map(describe).sort();
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === 'object' && error !== null && 'errors' in error;
}

function describe({ location, text }: Message): string {
  return location ? `  ${location.file}:${location.line}:${location.column}: ${text}` : `  ${text}`;
}
