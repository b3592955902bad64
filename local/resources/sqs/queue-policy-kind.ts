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
  Queues: z.array(z.string()).min(1),
  PolicyDocument: z.looseObject({
    Statement: z.array(
      z
        .unknown()
        .refine(
          statement => refusesPlainHttp.safeParse(statement).success,
          'expected only the statement of enforceSSL: what roles may do their own policies say, and nobody of another account or service calls here',
        ),
    ),
  }),
});

/** `AWS::SQS::QueuePolicy`, as far as it only refuses requests without TLS, which no SDK makes on AWS. */
export const queuePolicyKind = resourceKind({
  type: 'AWS::SQS::QueuePolicy',
  properties: policyProperties,
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
