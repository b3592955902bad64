import { type Package, type PackageName, packages } from './packages.ts';

/** As much of this project's package.json as its packages take over. */
export interface ProjectManifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What npm must know of a client's package. */
export function manifest(name: PackageName, project: ProjectManifest): object {
  const { description, entries, node, dependencies, peers }: Package = packages[name];
  const versions = { ...project.devDependencies, ...project.dependencies };
  const optional = Object.entries(peers).filter(([, peer]) => peer.optional);
  return {
    name: `@gallobets/realtime-${name}`,
    version: project.version,
    description,
    license: project.license,
    type: 'module',
    sideEffects: false,
    exports: {
      ...Object.fromEntries(
        Object.entries(entries).map(([entry, source]) => [
          entry,
          {
            types: `./types/${source.replace(/\.ts$/, '.d.ts')}`,
            default: `./${outputName(entry)}.js`,
          },
        ]),
      ),
      './package.json': './package.json',
    },
    files: ['*.js', '*.js.map', 'types'],
    engines: { node },
    dependencies: Object.fromEntries(dependencies.map(each => [each, `^${versions[each]}`])),
    ...(Object.keys(peers).length > 0 && {
      peerDependencies: Object.fromEntries(
        Object.entries(peers).map(([peer, { range }]) => [peer, range]),
      ),
    }),
    ...(optional.length > 0 && {
      peerDependenciesMeta: Object.fromEntries(
        optional.map(([peer]) => [peer, { optional: true }]),
      ),
    }),
  };
}

/** The file of an entry, without its ending. */
export function outputName(entry: string): string {
  return entry === '.' ? 'index' : entry.slice(2);
}
