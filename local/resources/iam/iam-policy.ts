import { z } from 'zod';
import { identityStatements } from '../../iam/policy-statements.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const policyProperties = z.object({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).min(1),
});

/** `AWS::IAM::Policy`: an inline policy of the roles that it names. */
export const iamPolicyKind = resourceKind({
  type: 'AWS::IAM::Policy',
  properties: policyProperties,
  create: ({ PolicyName, PolicyDocument, Roles }, { logicalId }, host) => {
    for (const name of Roles) {
      const role = host.access.roleNamed(name, logicalId);
      role.attach(
        identityStatements(PolicyDocument, `${role.logicalId}: its policy ${PolicyName}`),
      );
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});
