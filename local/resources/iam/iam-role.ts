import { z } from 'zod';
import type { PolicyHolder } from '../../contract/access-control.ts';
import type { Host } from '../../contract/host.ts';
import type { DeclaredResource, RunningResource } from '../../contract/resource-kind.ts';
import { awsManagedPolicies } from '../../iam/aws-managed-policies.ts';
import { identityStatements, trustStatements } from '../../iam/policy-statements.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const roleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Path: z.string().default('/'),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  RoleName: z.string().optional(),
});

/** `AWS::IAM::Role`: what acts in it may do what its policies allow, and nothing else. */
export const iamRoleKind = resourceKind({
  type: 'AWS::IAM::Role',
  properties: roleProperties,
  ignored: {
    Description: 'text for people',
    MaxSessionDuration: 'sessions do not end here',
    Tags: 'no policy here may ask for them',
  },
  create: createRole,
});

function createRole(
  properties: z.output<typeof roleProperties>,
  { logicalId }: DeclaredResource,
  host: Host,
): RunningResource {
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
