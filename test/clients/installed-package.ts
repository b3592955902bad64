import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PackageName } from '../../tools/client-package/packages.ts';

const run = promisify(execFile);

/** A client's package in a project that was empty before it. */
export interface InstalledPackage {
  /** The project's directory. */
  readonly project: string;
  /** Where npm has put the package. */
  readonly directory: string;
  manifest(): Promise<Manifest>;
  /** What a module of the project prints. */
  runs(script: string, environment?: Readonly<Record<string, string>>): Promise<string>;
  /** What the compiler says of these files. */
  compiles(files: Readonly<Record<string, string>>, options: object): Promise<string>;
  /** Each fenced piece of code of the package's readme. */
  examples(language: string): Promise<readonly string[]>;
  remove(): Promise<void>;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Packs a client and installs it, with what it stands on, without asking a registry. */
export async function installPackage(
  client: PackageName,
  standsOn: readonly string[],
): Promise<InstalledPackage> {
  const project = await mkdtemp(join(tmpdir(), `installed-${client}-`));
  const built = join(project, 'built');
  await run(process.execPath, ['tools/client-package.ts', '--client', client, '--out', built]);
  const pack = ['pack', '--silent', '--pack-destination', project];
  const { stdout: tarball } = await run('npm', pack, { cwd: built });
  const name = `@gallobets/realtime-${client}`;
  const dependencies = {
    [name]: `file:${tarball.trim()}`,
    ...Object.fromEntries(standsOn.map(each => [each, `file:${resolve('node_modules', each)}`])),
  };
  const json = JSON.stringify({ type: 'module', private: true, dependencies });
  await writeFile(join(project, 'package.json'), json);
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: project,
  });
  await rm(built, { recursive: true });
  const directory = join(project, 'node_modules', name);
  return {
    project,
    directory,
    manifest: async () => JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')),
    runs: async (script, environment = {}) => {
      await writeFile(join(project, 'use.js'), script);
      const env = { ...process.env, ...environment };
      const { stdout } = await run(process.execPath, ['use.js'], { cwd: project, env });
      return stdout;
    },
    compiles: async (files, options) => {
      for (const [file, text] of Object.entries(files)) await writeFile(join(project, file), text);
      const compilerOptions = {
        ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, target: 'es2022' },
        ...{ module: 'nodenext', moduleResolution: 'nodenext', types: [], skipLibCheck: false },
        ...options,
      };
      const config = JSON.stringify({ compilerOptions, files: Object.keys(files) });
      await writeFile(join(project, 'tsconfig.json'), config);
      const compiler = resolve('node_modules/.bin/tsc');
      const report = await run(compiler, ['-p', project]).catch(
        (error: { stdout: string }) => error,
      );
      return report.stdout;
    },
    examples: async language => {
      const readme = await readFile(join(directory, 'README.md'), 'utf8');
      const fences = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)];
      return fences.flatMap(([, kind, code = '']) => (kind === language ? [code] : []));
    },
    remove: async () => rm(project, { recursive: true, force: true }),
  };
}

/** What holds for every package, whatever is in it. */
export function packageTests(installed: () => InstalledPackage): void {
  test('its pages link to nothing that is not in it or on the web', async () => {
    const { directory } = installed();
    const files = await readdir(directory);
    for (const page of files.filter(file => file.endsWith('.md'))) {
      const text = await readFile(join(directory, page), 'utf8');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
      const broken = links.filter(
        to => !/^(https:|#)/.test(to) && !existsSync(join(directory, dirname(page), to)),
      );
      expect(broken).toEqual([]);
    }
    expect(files).toContain('README.md');
  });

  test('it depends on what its modules and their types import, and on nothing else', async () => {
    const { directory } = installed();
    const { dependencies, peerDependencies = {} } = await installed().manifest();
    const files = (await readdir(directory, { recursive: true })).filter(
      file => file.endsWith('.js') || file.endsWith('.d.ts'),
    );
    const texts = await Promise.all(
      files.map(async file => await readFile(join(directory, file), 'utf8')),
    );
    const imported = texts
      .flatMap(text => [
        ...text.matchAll(/^(?:import|export|\}) ?(?:[^'";]*? from )?["']([^."'][^"']*)["']/gm),
        ...text.matchAll(/\bimport\("([^."][^"]*)"\)/g),
      ])
      .map(([, path = '']) => path)
      .filter(path => !path.startsWith('node:'))
      .map(path => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(imported)].toSorted()).toEqual(
      Object.keys({ ...dependencies, ...peerDependencies }).toSorted(),
    );
  });

  test('it asks for no older Node.js than what it stands on does', async () => {
    const { engines, dependencies } = await installed().manifest();
    for (const name of Object.keys(dependencies)) {
      const json = await readFile(join('node_modules', name, 'package.json'), 'utf8');
      const { engines: theirs = { node: '>=0' } } = JSON.parse(json);
      expect([name, oldest(engines.node) >= oldest(theirs.node)]).toEqual([name, true]);
    }
  });
}

/** `>=22.12` as a number that grows with it. */
function oldest(range: string): number {
  const [, major, minor = '0'] = /^>=(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(range) ?? [];
  if (major === undefined) throw new Error(`received the range ${range}, expected one as >=22.12`);
  return Number(major) * 1_000 + Number(minor);
}
