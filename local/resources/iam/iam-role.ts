import { z } from 'zod';
import type { PolicyHolder } from '../../contract/access-control.ts';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { awsManagedPolicies } from '../../iam/aws-managed-policies.ts';
import { identityStatements, trustStatements } from '../../iam/policy-statements.ts';
import { parseProperties } from '../../template/resource-kind.ts';

const roleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Path: z.string().default('/'),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  RoleName: z.string().optional(),
});

/** `AWS::IAM::Role`: what acts in it may do what its policies allow, and nothing else. */
export const iamRoleKind: ResourceKind = {
  type: 'AWS::IAM::Role',
  honoured: [
    'AssumeRolePolicyDocument',
    'ManagedPolicyArns',
    'Path',
    'Policies.PolicyName',
    'Policies.PolicyDocument',
    'RoleName',
  ],
  ignored: {
    Description: 'text for people',
    MaxSessionDuration: 'sessions do not end here',
    Tags: 'no policy here may ask for them',
  },
  create: createRole,
};

async function createRole(declared: DeclaredResource, host: Host): Promise<RunningResource> {
  const { logicalId } = declared;
  const properties = parseProperties(roleProperties, declared);
  const name = properties.RoleName ?? `${host.stackName}-${logicalId}`;
  const arn = `arn:aws:iam::${host.accountId}:role${properties.Path}${name}`;
  const trust = trustStatements(
    properties.AssumeRolePolicyDocument,
    `${logicalId}: its AssumeRolePolicyDocument`,
  );
  const role = host.access.addRole({ arn, name, logicalId }, trust);
  for (const { PolicyName, PolicyDocument } of properties.Policies) {
    role.attach(identityStatements(PolicyDocument, `${logicalId}: its policy ${PolicyName}`));
  }
  for (const policyArn of properties.ManagedPolicyArns) attachManaged(role, policyArn);
  return { ref: name, attributes: { Arn: arn, RoleId: name } };
}

function attachManaged(role: PolicyHolder, policyArn: string): void {
  const name = /^arn:aws:iam::aws:policy\/(.+)$/.exec(policyArn)?.[1] ?? '';
  const actions = awsManagedPolicies[name];
  if (actions === undefined) {
    throw new Error(
      `${role.logicalId}: the local host does not know the managed policy ${policyArn}; it knows ${Object.keys(awsManagedPolicies).join(', ')} of AWS`,
    );
  }
  const all = { negated: false, patterns: ['*'] };
  const statement = {
    effect: 'Allow',
    actions: { negated: false, patterns: actions },
    resources: all,
    services: [],
    conditions: [],
  } as const;
  role.attach([statement], false);
}
