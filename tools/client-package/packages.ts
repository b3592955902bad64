/** A client as npm has it. */
export interface Package {
  readonly description: string;
  /** Its modules: what follows the package's name in an import, and the source. */
  readonly entries: Readonly<Record<'.' | `./${string}`, string>>;
  readonly platform: 'browser' | 'node';
  /** The oldest Node that it and all that it stands on run on. */
  readonly node: string;
  /** What it stands on where it is installed, by name; the versions are this project's. */
  readonly dependencies: readonly string[];
  /** What its users have, by name and range. */
  readonly peers: Readonly<Record<string, { readonly range: string; readonly optional?: true }>>;
}

/** The clients that are published, by the name of their folder, where their readme is. */
export const packages = {
  browser: {
    description: 'Streams of GalloBets Realtime, and proposals between bettors, for pages.',
    entries: { '.': 'clients/browser/index.ts' },
    platform: 'browser',
    node: '>=22.12',
    // zod for types only: nothing of it is loaded.
    dependencies: ['eventsource-parser', 'zod'],
    peers: {},
  },
  react: {
    description: 'Hooks and stores over the streams and proposals of GalloBets Realtime.',
    entries: { '.': 'clients/react/index.ts' },
    platform: 'browser',
    node: '>=22.12',
    // The browser's client is in it; its classes are exported, so that there is one of each.
    dependencies: ['eventsource-parser', 'zod', 'zustand'],
    peers: { react: { range: '^18.0.0 || ^19.0.0' } },
  },
  backend: {
    description: 'The publisher of GalloBets Realtime for backends, and its adapter for Sequelize.',
    entries: {
      '.': 'clients/backend/index.ts',
      // Apart, so that nobody needs Sequelize’s types who has no Sequelize.
      './sequelize': 'clients/backend/sequelize/index.ts',
    },
    platform: 'node',
    // `Promise.withResolvers`.
    node: '>=22',
    dependencies: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'zod'],
    peers: { sequelize: { range: '^6.0.0', optional: true } },
  },
} as const satisfies Record<string, Package>;

export type PackageName = keyof typeof packages;

export const packageNames = Object.keys(packages) as readonly PackageName[];
