import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import type { CodeObjects } from '../../web-function/code-objects.ts';

const copyProperties = z.object({
  ServiceToken: z.string(),
  SourceBucketName: z.string(),
  SourceObjectKey: z.string(),
  DestinationBucketName: z.string(),
  DestinationKeyPrefix: z.string(),
  ContentHash: z.string(),
  // It is part of the key, so that another configuration has a key of its own.
  Configuration: z.unknown(),
});

/** Of the one version that an object has in a run. */
const versionId = 'local';

function createCopy(
  properties: z.output<typeof copyProperties>,
  { logicalId }: DeclaredResource,
  host: Host,
  code: CodeObjects,
): RunningResource {
  const { ServiceToken, SourceBucketName, SourceObjectKey, DestinationKeyPrefix } = properties;
  const content = JSON.stringify([properties.ContentHash, properties.Configuration]);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const bucket = properties.DestinationBucketName;
  const key = `${DestinationKeyPrefix}${digest}.zip`;

  const refusal = host.access.refusal(host.access.actor(ServiceToken), [
    { action: 's3:GetObject', resource: `arn:aws:s3:::${SourceBucketName}/${SourceObjectKey}` },
    { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}` },
  ]);
  if (refusal !== undefined) throw new Error(`${logicalId}: ${refusal.message}`);
  if (!host.bucket(`arn:aws:s3:::${bucket}`).isVersioned) {
    throw new Error(
      `${logicalId}: Copied s3://${bucket}/${key} but S3 returned no VersionId. Enable versioning on the destination bucket.`,
    );
  }
  code.add({ bucket, key, versionId }, host.assetPath(SourceObjectKey));
  return {
    ref: `${bucket}/${key}?versionId=${versionId}`,
    attributes: { Bucket: bucket, Key: key, VersionId: versionId },
  };
}

/**
 * `Custom::S3ObjectCopy` of the CDK, which copies the code of a Web Function into a bucket of the
 * template. Here nothing is copied: the code is read where the CDK left it. What the copy needs is
 * checked.
 */
export const s3ObjectCopyKind = (code: CodeObjects): ResourceKind =>
  resourceKind({
    type: 'Custom::S3ObjectCopy',
    properties: copyProperties,
    create: (properties, declared, host) => createCopy(properties, declared, host, code),
  });
