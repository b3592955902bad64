import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type Apis, apiOf } from './definition.ts';

const routeResponseProperties = z.object({
  ApiId: z.string(),
  RouteId: z.string(),
  RouteResponseKey: z.literal('$default'),
});

/**
 * `AWS::ApiGatewayV2::RouteResponse`: what the function of a route returns goes back to the client
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html).
 */
export const routeResponseKind = (apis: Apis): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::RouteResponse',
    properties: routeResponseProperties,
    create: ({ ApiId, RouteId }, declared) => {
      apiOf(apis, ApiId, declared).routesWithResponse.add(RouteId);
      return { ref: declared.logicalId, attributes: { RouteResponseId: declared.logicalId } };
    },
  });
