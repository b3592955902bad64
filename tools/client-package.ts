import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Command, parseFlags, runCommand } from './command-line.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds the package of a browser's client: one ES module, its types, and what npm must know of it.
 * `npm pack` in the directory makes the tarball.
 */
async function buildBrowserPackage(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({
    absWorkingDir: project,
    entryPoints: ['clients/browser/index.ts'],
    outfile: join(directory, 'index.js'),
    bundle: true,
    // What is not of this project stays an import, so that a page has it once.
    packages: 'external',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'silent',
  });
  emitTypes(directory);
  await writeFile(join(directory, 'package.json'), `${await manifest()}\n`);
  await copyFile(join(project, 'clients/browser/SPEC.md'), join(directory, 'SPEC.md'));
}

/** As the compiler sees the sources: the client's folder beside the part of core/wire it names. */
function emitTypes(directory: string): void {
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
  ];
  execFileSync(compiler, ['clients/browser/index.ts', ...settings, ...flags], {
    cwd: project,
    stdio: 'pipe',
  });
}

async function manifest(): Promise<string> {
  const { version, license, engines, dependencies, devDependencies } = JSON.parse(
    await readFile(join(project, 'package.json'), 'utf8'),
  );
  const versions = { ...devDependencies, ...dependencies };
  return JSON.stringify(
    {
      name: '@gallobets/realtime-browser',
      version,
      description: 'Streams of GalloBets Realtime, and proposals between bettors, for pages.',
      license,
      type: 'module',
      sideEffects: false,
      exports: {
        '.': { types: './types/clients/browser/index.d.ts', default: './index.js' },
        './package.json': './package.json',
      },
      files: ['index.js', 'index.js.map', 'types', 'SPEC.md'],
      engines,
      dependencies: {
        'eventsource-parser': `^${versions['eventsource-parser'] ?? '4.1.3'}`,
        // For types only: nothing of it is loaded.
        zod: `^${versions.zod}`,
      },
    },
    null,
    2,
  );
}

const clientPackage: Command = {
  usage: `usage: npm run client-package -- [--out DIRECTORY]

  Builds the npm package of the browser's client.

  --out DIRECTORY   where to put it; what is there is removed (default: build/clients/browser)`,

  async run(args) {
    const { out = 'build/clients/browser' } = parseFlags(args, { out: { type: 'string' } });
    await buildBrowserPackage(resolve(out));
    console.log(`${out}: npm pack ${out}`);
  },
};

await runCommand(clientPackage);
