import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type Apis, apiOf } from './definition.ts';
import { functionArnOf } from './invocation-uri.ts';

/** The longest that API Gateway waits: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const maxTimeoutMs = 29_000;

const integrationProperties = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', 'expected AWS_PROXY, the one type that runs here'),
  IntegrationUri: z.string().transform(functionArnOf),
  TimeoutInMillis: z.number().min(50).max(maxTimeoutMs).default(maxTimeoutMs),
});

/** `AWS::ApiGatewayV2::Integration`: the function that takes the messages of routes. */
export const integrationKind = (apis: Apis): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::Integration',
    properties: integrationProperties,
    ignored: {
      IntegrationMethod: 'a function is always invoked by POST',
      Description: 'it is a label',
    },
    create: (integration, declared) => {
      const { logicalId: id } = declared;
      apiOf(apis, integration.ApiId, declared).integrations.set(id, {
        functionArn: integration.IntegrationUri,
        timeoutMs: integration.TimeoutInMillis,
      });
      return { ref: id, attributes: { IntegrationId: id } };
    },
  });
