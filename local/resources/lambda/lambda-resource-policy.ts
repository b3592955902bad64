import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::Lambda::ResourcePolicy`, the policy of a Web Function's own. */
export const lambdaResourcePolicyKind = resourceKind({
  type: 'AWS::Lambda::ResourcePolicy',
  properties: z.object({ ResourceArn: z.string() }),
  ignored: {
    PolicyDocument:
      'Lambda asks it for endpoints with the authorization IamAuth, which are an error here',
  },
  create: ({ ResourceArn }) => ({ ref: ResourceArn, attributes: {} }),
});
