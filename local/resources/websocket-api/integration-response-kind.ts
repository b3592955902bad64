import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

const notMapped = 'the answer of a proxy integration is not mapped';

/** `AWS::ApiGatewayV2::IntegrationResponse`: without effect, for proxy integrations have none. */
export const integrationResponseKind = resourceKind({
  type: 'AWS::ApiGatewayV2::IntegrationResponse',
  properties: z.object({}),
  ignored: {
    ApiId: notMapped,
    IntegrationId: notMapped,
    IntegrationResponseKey: notMapped,
  },
  create: (_, { logicalId }) => ({
    ref: logicalId,
    attributes: { IntegrationResponseId: logicalId },
  }),
});
