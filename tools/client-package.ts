import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

interface Package {
  readonly description: string;
  /** What its users read first. */
  readonly readme: string;
  /** What it stands on where it is installed, by name; the versions are this project's. */
  readonly dependencies: readonly string[];
  readonly peerDependencies: readonly string[];
}

/** The clients that are published, by the name of their folder. */
const packages = {
  browser: {
    description: 'Streams of GalloBets Realtime, and proposals between bettors, for pages.',
    readme: 'docs/clients.md',
    // zod for types only: nothing of it is loaded.
    dependencies: ['eventsource-parser', 'zod'],
    peerDependencies: [],
  },
  react: {
    description: 'Hooks and stores over the streams and proposals of GalloBets Realtime.',
    readme: 'docs/react.md',
    // The browser's client is in it; its classes are exported, so that there is one of each.
    dependencies: ['eventsource-parser', 'zod', 'zustand'],
    peerDependencies: ['react'],
  },
} as const satisfies Record<string, Package>;

type PackageName = keyof typeof packages;

/**
 * Builds the package of a client: one ES module, its types, and what npm must know of it.
 * `npm pack` in the directory makes the tarball.
 */
async function buildPackage(name: PackageName, directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({
    absWorkingDir: project,
    entryPoints: [`clients/${name}/index.ts`],
    outfile: join(directory, 'index.js'),
    bundle: true,
    // What is not of this project stays an import, so that a page has it once.
    packages: 'external',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'silent',
  });
  emitTypes(name, directory);
  await writeFile(join(directory, 'package.json'), `${await manifest(name)}\n`);
  await copyFile(join(project, 'clients/browser/SPEC.md'), join(directory, 'SPEC.md'));
  await copyFile(join(project, packages[name].readme), join(directory, 'README.md'));
}

/** As the compiler sees the sources: the client's folder beside the part of core/wire it names. */
function emitTypes(name: PackageName, directory: string): void {
  const options = {
    declaration: true,
    emitDeclarationOnly: true,
    noEmit: false,
    rewriteRelativeImportExtensions: true,
    rootDir: project,
    outDir: join(directory, 'types'),
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const compiler = join(project, 'node_modules/.bin/tsc');
  const settings = [
    ...['--target', 'es2024', '--module', 'nodenext', '--strict', '--verbatimModuleSyntax'],
    ...['--exactOptionalPropertyTypes', '--skipLibCheck', '--types', 'node', '--ignoreConfig'],
    ...['--jsx', 'react-jsx'],
  ];
  execFileSync(compiler, [`clients/${name}/index.ts`, ...settings, ...flags], {
    cwd: project,
    stdio: 'pipe',
  });
}

async function manifest(name: PackageName): Promise<string> {
  const { version, license, engines, dependencies, devDependencies } = JSON.parse(
    await readFile(join(project, 'package.json'), 'utf8'),
  );
  const versions = { ...devDependencies, ...dependencies };
  const own = packages[name];
  const ranges = (names: readonly string[]) =>
    Object.fromEntries(names.map(each => [each, `^${versions[each]}`]));
  return JSON.stringify(
    {
      name: `@gallobets/realtime-${name}`,
      version,
      description: own.description,
      license,
      type: 'module',
      sideEffects: false,
      exports: {
        '.': { types: `./types/clients/${name}/index.d.ts`, default: './index.js' },
        './package.json': './package.json',
      },
      files: ['index.js', 'index.js.map', 'types', 'SPEC.md'],
      engines,
      dependencies: ranges(own.dependencies),
      ...(own.peerDependencies.length > 0 && { peerDependencies: ranges(own.peerDependencies) }),
    },
    null,
    2,
  );
}

const names = Object.keys(packages) as PackageName[];

const clientPackage: Command = {
  usage: `usage: npm run client-package -- [--client NAME] [--out DIRECTORY]

  Builds the npm package of a client.

  --client NAME     which: ${names.join(' or ')} (default: browser)
  --out DIRECTORY   where to put it; what is there is removed (default: build/clients/NAME)`,

  async run(args) {
    const { client = 'browser', out } = parseFlags(args, {
      client: { type: 'string' },
      out: { type: 'string' },
    });
    const name = names.find(each => each === client);
    if (name === undefined) {
      throw new UsageError(`--client: received "${client}", expected ${names.join(' or ')}`);
    }
    const directory = out ?? `build/clients/${name}`;
    await buildPackage(name, resolve(directory));
    console.log(`built ${directory}; its tarball: npm pack ./${relative('', directory)}`);
  },
};

await runCommand(clientPackage);
