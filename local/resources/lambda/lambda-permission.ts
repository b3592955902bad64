import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

const permissionProperties = z.object({
  Action: z
    .string()
    .regex(/^(lambda:\*|lambda:[A-Za-z]+|\*)$/, 'expected an action such as lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
  FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
  // CloudFormation takes the words for the values, too.
  InvokedViaFunctionUrl: z
    .union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')])
    .optional(),
});

/** `AWS::Lambda::Permission`: lets a service, or anybody through a URL, invoke a function. */
export const lambdaPermissionKind = resourceKind({
  type: 'AWS::Lambda::Permission',
  properties: permissionProperties,
  create: (properties, declared, host) => {
    const name = properties.FunctionName;
    const { region, accountId } = host;
    host.functionPolicies.add({
      functionArn: name.startsWith('arn:')
        ? name
        : `arn:aws:lambda:${region}:${accountId}:function:${name}`,
      action: properties.Action,
      principal: properties.Principal,
      sourceArn: properties.SourceArn,
      sourceAccount: properties.SourceAccount,
      urlAuthType: properties.FunctionUrlAuthType,
      throughUrl: properties.InvokedViaFunctionUrl,
    });
    return { ref: declared.logicalId, attributes: { Id: declared.logicalId } };
  },
});
