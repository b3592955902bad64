import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { outputName, parseClientManifest, publishedManifest } from './manifest.ts';
import { type PackageName, packages } from './packages.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the package of a client: ES modules, their types, its readme, and what npm must know of it.
 * `npm pack` in the directory makes the tarball.
 */
export async function buildPackage(name: PackageName, directory: string): Promise<void> {
  const { platform, node } = packages[name];
  const client = `clients/${name}`;
  const manifest = parseClientManifest(
    await readFile(join(project, client, 'package.json'), 'utf8'),
  );
  const entries = Object.entries(manifest.exports).map(([entry, source]) => ({
    in: join(client, source),
    out: outputName(entry),
  }));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({
    absWorkingDir: project,
    entryPoints: entries,
    outdir: directory,
    bundle: true,
    // What two entries share is there once: a class that one throws is the other's.
    splitting: true,
    // What is not of this project stays an import, so that a page has it once.
    packages: 'external',
    format: 'esm',
    platform,
    target: 'es2022',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'silent',
  });
  emitTypes(
    entries.map(entry => entry.in),
    directory,
  );
  const json = JSON.stringify(publishedManifest(manifest, client, node), null, 2);
  await writeFile(join(directory, 'package.json'), `${json}\n`);
  await copyFile(join(project, client, 'README.md'), join(directory, 'README.md'));
}

/** As the compiler sees the sources: the client's folder beside the part of core that it names. */
function emitTypes(sources: readonly string[], directory: string): void {
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
    ...['--lib', 'es2024,dom,dom.iterable,esnext.disposable', '--jsx', 'react-jsx'],
  ];
  // The compiler says on standard output what it refuses.
  const stdio = ['ignore', process.stderr, process.stderr] as const;
  execFileSync(compiler, [...sources, ...settings, ...flags], { cwd: project, stdio: [...stdio] });
}
