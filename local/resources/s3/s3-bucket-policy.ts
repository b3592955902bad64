import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** What `enforceSSL` says: nobody may do anything without TLS. AWS itself always comes with it. */
const refusesPlainHttp = z.object({
  Effect: z.literal('Deny'),
  Condition: z.strictObject({
    Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }),
  }),
});

const policyProperties = z.object({
  Bucket: z.string(),
  PolicyDocument: z.looseObject({
    Statement: z.array(
      z
        .unknown()
        .refine(
          statement => refusesPlainHttp.safeParse(statement).success,
          'expected only the statement of enforceSSL, which never holds for what is put here',
        ),
    ),
  }),
});

/** `AWS::S3::BucketPolicy`, as far as it only refuses requests without TLS. */
export const s3BucketPolicyKind = resourceKind({
  type: 'AWS::S3::BucketPolicy',
  properties: policyProperties,
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
