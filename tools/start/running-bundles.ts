import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { bundleDefects, bundleOptions } from '../../lib/bundles.ts';
import { entryOf, type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';

/** Where bundles are built from and to. */
export interface RunningBundlesOptions {
  /** Gets one folder per function; removed in the end. */
  readonly directory: string;
  /** The folder with one subfolder per function. @default - lambdas/ of this project */
  readonly sourceDirectory?: string;
  /** As it is deployed, or as it reads best in a debugger. */
  readonly minify: boolean;
}

/** What came of a build: the functions whose code is another, or why none is. */
export type Rebuilt =
  | { readonly kind: 'built'; readonly changed: readonly LambdaName[] }
  | { readonly kind: 'failed'; readonly defects: readonly string[] };

/**
 * The functions' bundles of one run of the host, built again from what was saved: only those that hold
 * it, for all of them take two seconds of processor time and one takes half of one.
 *
 * Functions run them in place and not through the assembly. Its assets are named by their content, and
 * what lies under such a name must stay it. From here the sources in a map also lead into the project
 * without a `sourceRoot`, which not every debugger heeds.
 */
export class RunningBundles {
  readonly directory: string;
  readonly #options: RunningBundlesOptions;
  /** Paths of sources, from the project's folder, by function. */
  readonly #inputs = new Map<LambdaName, ReadonlySet<string>>();
  /** By path of what was written. */
  readonly #hashes = new Map<string, string>();
  /** Functions to build that are not built yet: their sources were broken. */
  readonly #outdated = new Set<LambdaName>(lambdaNames);

  constructor(options: RunningBundlesOptions) {
    this.directory = options.directory;
    this.#options = options;
  }

  /** Where the code of that function lies, and its map. */
  folderOf(name: LambdaName): string {
    return join(this.directory, name);
  }

  /**
   * Builds all functions at first, later those that hold one of these files or could not be built
   * before. Writes what is another than the last time; a failure writes nothing.
   */
  async rebuild(saved: readonly string[] = []): Promise<Rebuilt> {
    for (const [name, inputs] of this.#inputs) {
      if (saved.some(file => inputs.has(file))) this.#outdated.add(name);
    }
    const names = [...this.#outdated].sort();
    if (names.length === 0) return { kind: 'built', changed: [] };
    const { minify } = this.#options;
    const options = { ...bundleOptions(this.#options, names), minify };
    try {
      const built = await build({
        ...options,
        plugins: [...options.plugins, withoutDanglingMaps],
        write: false,
        metafile: true,
      });
      this.#outdated.clear();
      const changed = names.filter(name => this.#place(name, built));
      return { kind: 'built', changed };
    } catch (error) {
      return { kind: 'failed', defects: bundleDefects(error) };
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Writes one function's files; says whether they are others than before. */
  #place(name: LambdaName, built: Built): boolean {
    const isOf = ({ path }: OutputFile): boolean => dirname(path) === this.folderOf(name);
    const changed = built.outputFiles.filter(
      file => isOf(file) && this.#hashes.get(file.path) !== file.hash,
    );
    for (const file of changed.toSorted(mapsFirst)) {
      writeWhole(file);
      this.#hashes.set(file.path, file.hash);
    }
    const entry = Object.values(built.metafile.outputs).find(({ entryPoint }) =>
      entryPoint?.endsWith(`${name}/${entryOf(name)}`),
    );
    this.#inputs.set(name, new Set(Object.keys(entry?.inputs ?? {})));
    return changed.length > 0;
  }
}

/** These packages come with maps that name sources that do not: their code is its own source. */
const withoutDanglingMaps: Plugin = {
  name: 'without-dangling-maps',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]node_modules[\\/]@hono[\\/].*\.mjs$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''),
    })),
};

interface Built {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/** An environment that starts in this moment finds one version or the other, and never a part. */
function writeWhole({ path, contents }: OutputFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  writeFileSync(part, contents);
  renameSync(part, path);
}

/** Code is never there before its map. */
const mapsFirst = (one: OutputFile, other: OutputFile): number =>
  Number(other.path.endsWith('.map')) - Number(one.path.endsWith('.map'));
