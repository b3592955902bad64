import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import type { BucketPolicies } from '../../iam/bucket-policies.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const policyProperties = z.object({
  Bucket: z.string(),
  PolicyDocument: z.looseObject({ Statement: z.array(z.unknown()) }),
});

/**
 * `AWS::S3::BucketPolicy`: what it says of Lambda, which reads the code of Web Functions. Beside that it
 * may refuse requests without TLS, and let roles in.
 */
export const s3BucketPolicyKind = (policies: BucketPolicies): ResourceKind =>
  resourceKind({
    type: 'AWS::S3::BucketPolicy',
    properties: policyProperties,
    create: ({ PolicyDocument }, { logicalId }) => {
      for (const [at, statement] of PolicyDocument.Statement.entries()) {
        if (policies.add(statement)) continue;
        throw new Error(
          `${logicalId}: statement ${at + 1} of its PolicyDocument: expected one that refuses requests without TLS (enforceSSL), or lets roles or services in, conditions on the source apart; received ${JSON.stringify(statement)}`,
        );
      }
      return { ref: logicalId, attributes: {} };
    },
  });
