import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `Custom::S3AutoDeleteObjects` of the CDK, which empties a bucket before its stack is deleted. */
export const s3AutoDeleteObjectsKind = resourceKind({
  type: 'Custom::S3AutoDeleteObjects',
  properties: z.object({}),
  ignored: {
    ServiceToken: 'the host deletes nothing that outlives it',
    BucketName: 'the host deletes nothing that outlives it',
  },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
