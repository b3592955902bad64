import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { identityStatements } from '../../iam/policy-statements.ts';
import { parseProperties } from '../../template/resource-kind.ts';

const policyProperties = z.object({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).min(1),
});

/** `AWS::IAM::Policy`: an inline policy of the roles that it names. */
export const iamPolicyKind: ResourceKind = {
  type: 'AWS::IAM::Policy',
  honoured: ['PolicyDocument', 'PolicyName', 'Roles'],
  ignored: {},
  create: async (declared, host) => {
    const { logicalId } = declared;
    const { PolicyName, PolicyDocument, Roles } = parseProperties(policyProperties, declared);
    for (const name of Roles) {
      const role = host.access.roleNamed(name, logicalId);
      role.attach(
        identityStatements(PolicyDocument, `${role.logicalId}: its policy ${PolicyName}`),
      );
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};
