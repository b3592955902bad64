import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Import, importsOf } from './support/imports.ts';

interface Room {
  /** What it is for. */
  readonly purpose: string;
  /** The paths of other rooms it may import from; a room's name means all of it. */
  readonly mayImport: readonly string[];
  /** The same, but for types only. */
  readonly mayImportTypesOf?: readonly string[];
  /** The packages it may import; absent: any that the nearest package.json above it names. */
  readonly packages?: readonly string[];
}

/** Which room may import which. What is not here is forbidden. */
const rooms: Readonly<Record<string, Room>> = {
  bin: {
    purpose: 'reads context, makes the stack',
    mayImport: ['lib'],
  },
  lib: {
    purpose: 'what is deployed',
    mayImport: [
      'core/channel',
      'core/contracts',
      'core/deployment',
      'core/metrics',
      'core/webhook/limits.ts',
      'core/webhook/webhook-url.ts',
      'core/wire/iso-4217.ts',
      'core/wire/role.ts',
    ],
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
  'core/wire': {
    purpose: 'the ground floor: the words that server and clients share',
    mayImport: [],
    packages: ['zod'],
  },
  local: {
    purpose: 'runs a synthesized template, whatever it is of',
    mayImport: [],
  },
  tools: {
    purpose: 'the commands of package.json',
    mayImport: [
      'clients/browser',
      'clients/react/management-client.ts',
      'core',
      'lambdas/adapters',
      'lib/account-concurrency.ts',
      'lib/bundles.ts',
      'lib/contracts.ts',
      'lib/dashboard-page.ts',
      'lib/lambda-name.ts',
      'lib/settings.ts',
      'lib/stage-settings.ts',
      'lib/trusted-settings.ts',
      'local',
    ],
  },
  clients: {
    purpose: 'what others build on: the publisher of backends, the clients of pages',
    mayImport: [
      'core',
      'lambdas/adapters/payment-streams/payment-streams-table.ts',
      'lambdas/adapters/workflows/workflows-table.ts',
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
    mayImport: [
      'clients',
      'core',
      'examples/derby-night',
      'lambdas',
      'lib/bundles.ts',
      'lib/lambda-name.ts',
      'local',
      'tools',
    ],
  },
};

/**
 * The floors of `local`, lowest first: its folder → the folders it may import, types included. The
 * files that lie in `local` itself are the top floor and may import all of them.
 */
const localFloors: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  schedule: [],
  template: ['contract'],
  server: ['contract'],
  'aws-protocol': ['contract'],
  faults: ['contract'],
  'time-to-live': ['contract'],
  capacity: ['contract', 'template'],
  'event-source': ['contract', 'template'],
  'function-url': ['contract', 'template'],
  metrics: ['contract', 'template'],
  alarms: ['contract', 'metrics'],
  runtime: ['contract', 'template'],
  'web-function': ['contract', 'server', 'runtime'],
  iam: ['contract', 'template', 'aws-protocol'],
  engine: ['contract', 'aws-protocol', 'server'],
  'stale-reads': ['contract', 'template', 'faults', 'engine', 'event-source'],
  gateway: ['contract', 'template', 'aws-protocol', 'server', 'capacity', 'engine', 'stale-reads'],
  resources: [
    'contract',
    'template',
    'schedule',
    'aws-protocol',
    'server',
    'engine',
    'event-source',
    'function-url',
    'iam',
    'metrics',
    'alarms',
    'runtime',
    'time-to-live',
    'web-function',
  ],
};

const maxLines = 400;
const forbiddenNames = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc'];

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

/** The folders with a package.json of their own: the root's is everyone else's. */
const workspaces: readonly string[] = JSON.parse(readFileSync('package.json', 'utf8')).workspaces;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifests = new Map(
  ['.', ...workspaces].map((folder): [string, Manifest] => [
    folder,
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  ]),
);

function declaredFor(file: string): readonly string[] {
  const own = manifests.get(workspaces.find(folder => isWithin(file, [folder])) ?? '.');
  return Object.keys({
    ...own?.dependencies,
    ...own?.devDependencies,
    ...own?.peerDependencies,
  });
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
    const foreign = imports
      .filter(found => !isInProject(found))
      .filter(({ file, target, typeOnly }) => {
        const name = packageOf(target);
        if (packages) return !packages.includes(name);
        const declared = declaredFor(file);
        const hasTypes = typeOnly && declared.includes(`@types/${name}`);
        return !name.startsWith('node:') && !declared.includes(name) && !hasTypes;
      });
    expect(foreign).toEqual([]);
  });
});

describe('the folders of core', () => {
  const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
  const beneath = new Map<string, Set<string>>();
  for (const { file, target } of sources
    .filter(file => isWithin(file, ['core']))
    .flatMap(importsOf)) {
    const [from, to] = [folderOf(file), folderOf(target)];
    if (!beneath.has(from)) beneath.set(from, new Set());
    if (from !== to && isWithin(to, ['core'])) beneath.get(from)?.add(to);
  }

  it('import each other in no circle', () => {
    // Lowest first: what stands on nothing, then what stands on that. Of a circle none is ever lowest.
    const left = new Set(beneath.keys());
    const isLowest = (folder: string) =>
      [...(beneath.get(folder) ?? [])].every(each => !left.has(each));
    for (let lowest = [...left].filter(isLowest); lowest.length > 0; ) {
      for (const folder of lowest) left.delete(folder);
      lowest = [...left].filter(isLowest);
    }
    expect(beneath.size).toBeGreaterThan(10);
    expect([...left]).toEqual([]);
  });
});

describe('the folders of local', () => {
  const folderOf = (path: string): string | undefined => /^local\/([^/]+)\//.exec(path)?.[1];
  const local = sources.filter(file => isWithin(file, ['local']));

  it('are the floors of the table, lowest first', () => {
    const found = new Set(local.flatMap(file => folderOf(file) ?? []));
    expect([...found].sort()).toEqual(Object.keys(localFloors).sort());
    const floors = Object.keys(localFloors);
    const upward = floors.filter((floor, at) =>
      localFloors[floor]?.some(below => !floors.slice(0, at).includes(below)),
    );
    expect(upward).toEqual([]);
  });

  it('import only what lies beneath them', () => {
    const back = local.flatMap(importsOf).filter(({ file, target }) => {
      const folder = folderOf(file);
      if (folder === undefined || !isWithin(target, ['local'])) return false;
      const allowed = [folder, ...(localFloors[folder] ?? [])];
      return !allowed.includes(folderOf(target) ?? 'local');
    });
    expect(back).toEqual([]);
  });

  it('that are resources of one service import no other service', () => {
    const serviceOf = (path: string) => /^local\/resources\/([^/]+)\//.exec(path)?.[1];
    const across = local.flatMap(importsOf).filter(({ file, target }) => {
      const service = serviceOf(file);
      return (
        service !== undefined &&
        isWithin(target, ['local/resources']) &&
        serviceOf(target) !== service
      );
    });
    expect(across).toEqual([]);
  });
});

describe('every package.json', () => {
  it('pins what it installs, and no two of them differ in a version', () => {
    const installed = [...manifests].flatMap(([folder, manifest]) =>
      Object.entries({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      }).map(([name, version]) => ({ folder, name, version })),
    );
    const versions = new Map(installed.map(({ name, version }) => [name, version]));
    const odd = installed.filter(
      ({ name, version }) =>
        versions.get(name) !== version || !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(version),
    );
    expect(odd).toEqual([]);
  });

  it('leaves what clients are compared with to the measurements', () => {
    const compared = ['@microsoft/fetch-event-source', 'reconnecting-websocket'];
    const holders = [...manifests].filter(([, { dependencies, devDependencies }]) =>
      compared.some(name => name in { ...dependencies, ...devDependencies }),
    );
    expect(holders.map(([folder]) => folder)).toEqual(['bench']);
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
        'recorded',
        'scenarios',
        'support',
        'upgrade',
        'architecture.test.ts',
        'lint.test.ts',
        'docs',
        'docs.test.ts',
      ].includes(place);
    });
    expect(rootless).toEqual([]);
  });
});
