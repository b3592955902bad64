/** What a client's own package.json does not say of how it is published. */
export interface Publication {
  readonly platform: 'browser' | 'node';
  /** The oldest Node that it and all that it stands on run on; this project itself needs a newer one. */
  readonly node: string;
}

/** The clients that are published, by the name of their folder. */
export const packages = {
  browser: { platform: 'browser', node: '>=22.12' },
  react: { platform: 'browser', node: '>=22.12' },
  // `Promise.withResolvers`.
  backend: { platform: 'node', node: '>=22' },
} as const satisfies Record<string, Publication>;

export type PackageName = keyof typeof packages;

export const packageNames = Object.keys(packages) as readonly PackageName[];
