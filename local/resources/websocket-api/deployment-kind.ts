import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::ApiGatewayV2::Deployment`: without effect, for the host deploys whatever the template has. */
export const deploymentKind = resourceKind({
  type: 'AWS::ApiGatewayV2::Deployment',
  properties: z.object({}),
  ignored: {
    ApiId: 'every route of the template is deployed',
    StageName: 'every route of the template is deployed',
    Description: 'it is a label',
  },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: { DeploymentId: logicalId } }),
});
