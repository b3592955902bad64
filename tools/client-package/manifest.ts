import { z } from 'zod';

/** A client's own package.json: what it depends on, and the source of each of its modules. */
const clientManifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  type: z.literal('module'),
  /** By what follows the package's name in an import. */
  exports: z.record(
    z.templateLiteral(['.', z.string()]),
    z.templateLiteral(['./', z.string(), '.ts']),
  ),
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).optional(),
});

export type ClientManifest = Readonly<z.infer<typeof clientManifestSchema>>;

/** @throws ZodError where a client's package.json lacks what npm must know */
export function parseClientManifest(json: string): ClientManifest {
  return clientManifestSchema.parse(JSON.parse(json));
}

/** What npm must know of the package as it is published: its versions are the oldest that will do. */
export function publishedManifest(client: ClientManifest, directory: string, node: string): object {
  const { dependencies, exports, ...rest } = client;
  return {
    ...rest,
    exports: {
      ...Object.fromEntries(
        Object.entries(exports).map(([entry, source]) => [
          entry,
          {
            types: `./types/${directory}/${source.slice(2).replace(/\.ts$/, '.d.ts')}`,
            default: `./${outputName(entry)}.js`,
          },
        ]),
      ),
      './package.json': './package.json',
    },
    // Of the bundle; the sources are said to have an order (clients/browser/index.ts).
    sideEffects: false,
    files: ['*.js', '*.js.map', 'types'],
    engines: { node },
    dependencies: Object.fromEntries(
      Object.entries(dependencies).map(([name, version]) => [name, `^${version}`]),
    ),
  };
}

/** The file of an entry, without its ending. */
export function outputName(entry: string): string {
  return entry === '.' ? 'index' : entry.slice(2);
}
