import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type Apis, apiOf } from './definition.ts';

const routeProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/').optional(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  RouteResponseSelectionExpression: z.literal('$default').optional(),
});

/** `AWS::ApiGatewayV2::Route`: which integration takes the messages of one route key. */
export const routeKind = (apis: Apis): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::Route',
    properties: routeProperties,
    ignored: { OperationName: 'it is a label' },
    create: (route, declared) => {
      const { logicalId: id } = declared;
      apiOf(apis, route.ApiId, declared).routes.set(route.RouteKey, {
        id,
        integrationId: route.Target?.slice('integrations/'.length),
        authorizerId: route.AuthorizationType === 'CUSTOM' ? route.AuthorizerId : undefined,
        selectsResponse: route.RouteResponseSelectionExpression !== undefined,
      });
      return { ref: id, attributes: { RouteId: id } };
    },
  });
