import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { parseProperties } from '../../template/resource-kind.ts';

/** What `enforceSSL` says: nobody may do anything without TLS. AWS itself always comes with it. */
const refusesPlainHttp = z.object({
  Effect: z.literal('Deny'),
  Condition: z.strictObject({
    Bool: z.strictObject({ 'aws:SecureTransport': z.literal('false') }),
  }),
});

const policyProperties = z.object({
  Bucket: z.string(),
  PolicyDocument: z.object({
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
export const s3BucketPolicyKind: ResourceKind = {
  type: 'AWS::S3::BucketPolicy',
  honoured: ['Bucket', 'PolicyDocument'],
  ignored: {},
  create: async declared => {
    parseProperties(policyProperties, declared);
    return { ref: declared.logicalId, attributes: {} };
  },
};
