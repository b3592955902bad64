import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { BucketStore, Host } from '../../contract/host.ts';
import type { DeclaredResource, RunningResource } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const bucketProperties = z.object({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.object({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
});

/** `AWS::S3::Bucket`: a directory, kept with the database when that is kept. */
export const s3BucketKind = resourceKind({
  type: 'AWS::S3::Bucket',
  properties: bucketProperties,
  ignored: {
    BucketEncryption: 'local data is not encrypted',
    PublicAccessBlockConfiguration: 'nothing is public here',
    OwnershipControls: 'there is one owner here',
    LifecycleConfiguration: 'nothing expires here within a run',
    Tags: 'nothing reads them here',
  },
  create: createBucket,
});

async function createBucket(
  { BucketName, VersioningConfiguration }: z.output<typeof bucketProperties>,
  declared: DeclaredResource,
  host: Host,
): Promise<RunningResource> {
  const name = BucketName ?? `${host.stackName}-${declared.logicalId}`.toLowerCase();
  const arn = `arn:aws:s3:::${name}`;
  const temporary =
    host.statePath === undefined ? await mkdtemp(join(tmpdir(), 'local-bucket-')) : undefined;
  const directory = temporary ?? join(host.statePath ?? '', 'buckets', name);
  host.registerBucket(arn, {
    isVersioned: VersioningConfiguration?.Status === 'Enabled',
    ...createStore(name, directory, host),
  });
  const domain = `${name}.s3.amazonaws.com`;
  return {
    ref: name,
    attributes: {
      Arn: arn,
      DomainName: domain,
      RegionalDomainName: `${name}.s3.${host.region}.amazonaws.com`,
    },
    stop: async () => {
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    },
  };
}

function createStore(
  name: string,
  directory: string,
  host: Host,
): Omit<BucketStore, 'isVersioned'> {
  const fileOf = (key: string): string => {
    const file = resolve(directory, key);
    if (file.startsWith(resolve(directory) + sep)) return file;
    throw new Error(`the key ${JSON.stringify(key)} leads out of the bucket ${name}`);
  };
  return {
    put: async (key, body) => {
      const file = fileOf(key);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, body);
      // Only failed batches are put into a bucket here.
      host.log.warn(`bucket ${name}: ${key} was put, at ${file}`);
    },
    keys: () => keysOf(directory),
    get: key => readFile(fileOf(key), 'utf8').catch(orNothing),
    remove: key => rm(fileOf(key), { force: true }),
  };
}

async function keysOf(directory: string): Promise<readonly string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = (await readdir(directory, options).catch(orNothing)) ?? [];
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

/** What is not there. */
function orNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return;
  throw error;
}
