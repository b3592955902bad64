import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

interface Room {
  /** What it is for. */
  readonly purpose: string;
  /** The paths of other rooms it may import from; a room's name means all of it. */
  readonly mayImport: readonly string[];
  /** The same, but for types only. */
  readonly mayImportTypesOf?: readonly string[];
  /** The packages it may import; absent: any that package.json names. */
  readonly packages?: readonly string[];
}

/** Who may know whom. What is not here is forbidden. */
const rooms: Readonly<Record<string, Room>> = {
  bin: {
    purpose: 'reads context, makes the stack',
    mayImport: ['lib'],
  },
  lib: {
    purpose: 'what is deployed',
    mayImport: ['core/channel', 'core/wire/iso-4217.ts'],
    mayImportTypesOf: ['lambdas'],
  },
  lambdas: {
    purpose: 'AWS events in, core in the middle, AWS calls out',
    mayImport: ['core'],
  },
  core: {
    purpose: 'the business: no AWS, no Node, no DOM',
    mayImport: [],
    packages: ['jose', 'zod'],
  },
  local: {
    purpose: 'runs a synthesized template, whatever it is of',
    mayImport: [],
  },
  tools: {
    purpose: 'the commands of package.json',
    mayImport: [
      'clients/browser',
      'core',
      'lambdas/adapters',
      'lib/account-concurrency.ts',
      'lib/bundles.ts',
      'lib/dashboard-page.ts',
      'lib/lambda-name.ts',
      'local',
    ],
  },
  clients: {
    purpose: 'what others build on: the publisher of backends, the clients of pages',
    mayImport: [
      'core',
      'lambdas/adapters/proposals/pending-page.ts',
      'lambdas/adapters/proposals/proposal-lists.ts',
      'lambdas/adapters/proposals/proposals-table.ts',
    ],
  },
  'clients/browser': {
    purpose: 'streams and proposals for pages: no Node, no AWS, no framework',
    mayImport: ['core/wire'],
    packages: ['eventsource-parser'],
  },
  'clients/react': {
    purpose: 'hooks and stores over the clients of pages',
    mayImport: ['clients/browser', 'core/wire'],
    packages: ['react', 'zustand'],
  },
  dashboard: {
    purpose: 'screens; what it knows of the wire it knows from the hooks',
    mayImport: ['clients/react'],
    packages: [
      '@mantine/charts',
      '@mantine/core',
      '@mantine/hooks',
      '@tabler/icons-react',
      '@tanstack/react-virtual',
      'react',
      'react-dom',
      'vite',
      'wouter',
      'zustand',
    ],
  },
  examples: {
    purpose: 'what a backend would do, with a plain AWS client or the publisher',
    mayImport: ['clients', 'tools'],
  },
  bench: {
    purpose: 'measurements',
    mayImport: ['clients', 'core', 'lambdas', 'local', 'tools'],
  },
};

const maxLines = 400;
const forbiddenNames = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc'];

interface Import {
  readonly file: string;
  /** A package (`zod`), a built-in (`node:fs`), or a path in the project (`core/wire/event.ts`). */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Static imports and re-exports, side-effect imports, and dynamic ones of a literal. */
const importPattern =
  /^\s*(?:(?:import|export)\s+(?<type>type\s)?[^'"`;]*?\sfrom\s+|import\s+)['"](?<from>[^'"]+)['"]|\bimport\(\s*['"](?<call>[^'"]+)['"]/gm;

function importsOf(file: string): Import[] {
  return [...withoutBlockComments(readFileSync(file, 'utf8')).matchAll(importPattern)].map(
    ({ groups = {} }) => {
      const specifier = groups.from ?? groups.call ?? '';
      const target = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
      return { file, target: target.replaceAll(sep, '/'), typeOnly: groups.type !== undefined };
    },
  );
}

/** A docstring may show an import as an example. */
function withoutBlockComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

const isWithin = (path: string, places: readonly string[]) =>
  places.some(place => path === place || path.startsWith(`${place}/`));

const isInProject = ({ target }: Import) => isWithin(target, [...Object.keys(rooms), 'test']);

function packageOf(target: string): string {
  if (target.startsWith('node:')) return target;
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

const sources = [
  ...new Set(Object.keys(rooms).flatMap(room => globSync(`${room}/**/*.{ts,tsx}`).sort())),
];
const tests = globSync('test/**/*.{ts,tsx}').sort();

describe.each(Object.entries(rooms))('%s', (room, { mayImport, mayImportTypesOf, packages }) => {
  const imports = sources.filter(file => isWithin(file, [room])).flatMap(importsOf);

  it('knows only the rooms it may know', () => {
    const strangers = imports.filter(
      found =>
        isInProject(found) &&
        !isWithin(found.target, [room, ...mayImport]) &&
        !(found.typeOnly && isWithin(found.target, mayImportTypesOf ?? [])),
    );
    expect(strangers).toEqual([]);
  });

  it('imports nothing that lies outside the project', () => {
    const outside = imports.filter(({ target }) => target.startsWith('..'));
    expect(outside).toEqual([]);
  });

  it('uses only the packages it may use', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    const foreign = imports
      .filter(found => !isInProject(found))
      .filter(({ target, typeOnly }) => {
        const name = packageOf(target);
        if (packages) return !packages.includes(name);
        const hasTypes = typeOnly && declared.includes(`@types/${name}`);
        return !name.startsWith('node:') && !declared.includes(name) && !hasTypes;
      });
    expect(foreign).toEqual([]);
  });
});

describe('every source file', () => {
  it('has at most 400 lines', () => {
    const long = [...sources, ...tests].filter(
      file => readFileSync(file, 'utf8').trimEnd().split('\n').length > maxLines,
    );
    expect(long).toEqual([]);
  });

  it('and every folder has a name in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
    const misnamed = [...sources, ...tests].filter(file => {
      const name = basename(file).replace(/(\.test)?\.tsx?$/, '');
      return ![...dirname(file).split(sep), name].every(part => kebab.test(part));
    });
    expect(misnamed).toEqual([]);
  });

  it('and every folder is named after what it holds', () => {
    const vague = [...sources, ...tests].filter(file =>
      file
        .replace(/(\.test)?\.tsx?$/, '')
        .split(sep)
        .some(part => forbiddenNames.includes(part)),
    );
    expect(vague).toEqual([]);
  });

  it('that tests one source lies where that source lies', () => {
    const mirrored = tests.filter(file => /\.test\.tsx?$/.test(file));
    const rootless = mirrored.filter(file => {
      const [place = ''] = relative('test', file).split(sep);
      return ![
        ...Object.keys(rooms),
        'scenarios',
        'support',
        'architecture.test.ts',
        'docs',
        'docs.test.ts',
      ].includes(place);
    });
    expect(rootless).toEqual([]);
  });
});

describe('how imports are found', () => {
  it.each([
    ["import { z } from 'zod';", 'zod'],
    ["import {\n  a,\n  b,\n} from 'many';", 'many'],
    ["import * as lambda from 'aws-cdk-lib/aws-lambda';", 'aws-cdk-lib/aws-lambda'],
    ["import './side-effect.ts';", './side-effect.ts'],
    ["export { a } from 'again';", 'again'],
    ["export * from 'all';", 'all'],
    ["const a = await import('late');", 'late'],
  ])('sees %j', (source, expected) => {
    const [found] = source.matchAll(importPattern);
    expect(found?.groups?.from ?? found?.groups?.call).toBe(expected);
    expect(found?.groups?.type).toBeUndefined();
  });

  it.each([
    "import type { Environment } from '../lambdas/x/config.ts';",
    "export type { Environment } from '../lambdas/x/config.ts';",
    "import type * as types from '../lambdas/x/config.ts';",
  ])('tells %j to be for types only', source => {
    const [found] = source.matchAll(importPattern);
    expect(found?.groups?.from).toBe('../lambdas/x/config.ts');
    expect(found?.groups?.type).toBeDefined();
  });
});
