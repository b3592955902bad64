import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::Logs::ResourcePolicy`: which services may write to log groups of the account. */
export const logResourcePolicyKind = resourceKind({
  type: 'AWS::Logs::ResourcePolicy',
  properties: z.object({}),
  ignored: {
    PolicyDocument: 'services that deliver logs add what they need to it themselves',
    PolicyName: 'it is a label',
  },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
