import { build, type Metafile } from 'esbuild';
import { bundleOptions } from '../../lib/bundles.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';

/** What of a bundle is whose, in the order of the report. */
export const owners = ['own', 'AWS SDK', 'zod', 'undici', 'hono', 'jose', 'others'] as const;

type Owner = (typeof owners)[number];

/** How large a bundle is, in bytes, and what it is made of. */
export interface BundleContents {
  readonly bytes: number;
  /** The bytes that come from each owner; what esbuild adds itself is in none. */
  readonly byOwner: Readonly<Record<Owner, number>>;
}

/** Which owner a package belongs to, by the beginning of its name. */
const packages: readonly { readonly prefix: string; readonly owner: Owner }[] = [
  { prefix: '@aws-sdk/', owner: 'AWS SDK' },
  { prefix: '@aws/', owner: 'AWS SDK' },
  { prefix: '@smithy/', owner: 'AWS SDK' },
  { prefix: 'zod/', owner: 'zod' },
  { prefix: 'undici/', owner: 'undici' },
  { prefix: 'hono/', owner: 'hono' },
  { prefix: '@hono/', owner: 'hono' },
  { prefix: '@asteasolutions/zod-to-openapi/', owner: 'hono' },
  { prefix: 'jose/', owner: 'jose' },
];

/** Bundles these functions as they are deployed, writes nothing, and returns what is in each. */
export async function bundleContents(
  names: readonly LambdaName[],
): Promise<ReadonlyMap<LambdaName, BundleContents>> {
  const { metafile } = await build({ ...bundleOptions({}, names), write: false, metafile: true });
  const outputs = Object.entries(metafile.outputs);
  return new Map(
    names.map(name => {
      const output = outputs.find(([file]) => file.endsWith(`/${name}/index.mjs`))?.[1];
      if (output === undefined) throw new Error(`received no bundle of ${name}, expected one`);
      return [name, contentsOf(output)];
    }),
  );
}

/** Sums what esbuild says of one bundle. */
export function contentsOf({
  bytes,
  inputs,
}: Pick<Metafile['outputs'][string], 'bytes' | 'inputs'>): BundleContents {
  const byOwner = Object.fromEntries(owners.map(owner => [owner, 0])) as Record<Owner, number>;
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    byOwner[ownerOf(file)] += bytesInOutput;
  }
  return { bytes, byOwner };
}

function ownerOf(file: string): Owner {
  const [, inPackages] = /.*node_modules\/(.*)$/.exec(file) ?? [];
  if (inPackages === undefined) return 'own';
  return packages.find(({ prefix }) => inPackages.startsWith(prefix))?.owner ?? 'others';
}
