import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { context, type OutputFile } from 'esbuild';
import { bundleDefects, bundleOptions } from '../../lib/bundles.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';

/** Where bundles are built from and to. */
export interface RunningBundlesOptions {
  /** Gets one folder per function; removed in the end. */
  readonly directory: string;
  /** @default - lambdas/ of this project */
  readonly sourceDirectory?: string;
  /** As it is deployed, or as it reads best in a debugger. */
  readonly minify: boolean;
}

/** What came of a build: the functions whose code is another, or why none is. */
export type Rebuilt =
  | { readonly kind: 'built'; readonly changed: readonly LambdaName[] }
  | { readonly kind: 'failed'; readonly defects: readonly string[] };

/** The functions' bundles of one run of the host, built again from what changed. */
export interface RunningBundles {
  readonly directory: string;
  /** Writes what is another than the last time; a failure writes nothing. */
  rebuild(): Promise<Rebuilt>;
  stop(): Promise<void>;
}

/**
 * Bundles into folders that functions run from in place, not through the assembly: its assets are named
 * by their content, and what lies under such a name must stay it.
 */
export async function createRunningBundles(
  options: RunningBundlesOptions,
): Promise<RunningBundles> {
  const { directory, minify } = options;
  const building = await context({ ...bundleOptions(options), minify, write: false });
  const hashes = new Map<string, string>();
  const isChanged = ({ path, hash }: OutputFile): boolean => hashes.get(path) !== hash;
  return {
    directory,
    async rebuild() {
      try {
        const { outputFiles } = await building.rebuild();
        const changed = outputFiles.filter(isChanged);
        for (const file of changed.toSorted(mapsFirst)) {
          place(file);
          hashes.set(file.path, file.hash);
        }
        const names = changed.map(({ path }) => relative(directory, path).split(sep)[0]);
        return { kind: 'built', changed: [...new Set(names)].sort() as LambdaName[] };
      } catch (error) {
        return { kind: 'failed', defects: bundleDefects(error) };
      }
    },
    async stop() {
      await building.dispose();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** An environment that starts in this moment finds one version or the other, and never a part. */
function place({ path, contents }: OutputFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  writeFileSync(part, contents);
  renameSync(part, path);
}

/** Code is never there before its map. */
const mapsFirst = (one: OutputFile, other: OutputFile): number =>
  Number(other.path.endsWith('.map')) - Number(one.path.endsWith('.map'));

/** Where the bundles of this process's host lie. */
export const runningBundlesOf = (projectDirectory: string): string =>
  join(projectDirectory, 'build', 'running', String(process.pid));
