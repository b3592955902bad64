import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type Apis, apiOf, type IdentitySource } from './definition.ts';
import { functionArnOf } from './invocation-uri.ts';

const authorizerProperties = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal('REQUEST', 'expected REQUEST, the one type of WebSocket APIs'),
  AuthorizerUri: z.string().transform(functionArnOf),
  IdentitySource: z.array(z.string().transform(identitySourceOf)).default([]),
});

/** `AWS::ApiGatewayV2::Authorizer`: the function that decides who may connect. */
export const authorizerKind = (apis: Apis): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::Authorizer',
    properties: authorizerProperties,
    ignored: { Name: 'it is a label' },
    create: (authorizer, declared) => {
      const { logicalId: id } = declared;
      apiOf(apis, authorizer.ApiId, declared).authorizers.set(id, {
        id,
        functionArn: authorizer.AuthorizerUri,
        identitySources: authorizer.IdentitySource,
      });
      return { ref: id, attributes: { AuthorizerId: id } };
    },
  });

function identitySourceOf(source: string, context: z.RefinementCtx): IdentitySource {
  const [, place, name] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if ((place === 'header' || place === 'querystring') && name !== undefined) {
    return { in: place, name };
  }
  context.addIssue({
    code: 'custom',
    message: 'expected route.request.header.NAME or route.request.querystring.NAME',
  });
  return z.NEVER;
}
