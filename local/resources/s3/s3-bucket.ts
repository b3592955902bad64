import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
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
    put: putInto(name, directory, host),
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

/** Only failed batches are put into a bucket here, so each object is logged as a warning. */
const putInto =
  (name: string, directory: string, host: Host): BucketStore['put'] =>
  async (key, body) => {
    const file = resolve(directory, key);
    if (!file.startsWith(resolve(directory) + sep)) {
      throw new Error(`the key ${JSON.stringify(key)} leads out of the bucket ${name}`);
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, body);
    host.log.warn(`bucket ${name}: ${key} was put, at ${file}`);
  };
