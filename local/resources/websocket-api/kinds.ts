import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { Throttle } from '../../runtime/throttle.ts';
import { parseProperties } from '../../template/resource-kind.ts';
import type { ConnectionLimits } from './connection.ts';
import {
  domainName,
  type IdentitySource,
  isRouteSelectionExpression,
  type WebSocketApiDefinition,
} from './definition.ts';
import { WebSocketApiServer } from './server.ts';

/** Connections end after 10 minutes without a message and after 2 hours, as API Gateway ends them. */
export const defaultConnectionLimits: ConnectionLimits = {
  idleTimeoutMs: 10 * 60_000,
  maxDurationMs: 2 * 3_600_000,
};

/** API Gateway's default account limits. */
const defaultRatePerSecond = 10_000;
const defaultBurst = 5_000;

const maxIntegrationTimeoutMs = 29_000;

type Apis = Map<string, WebSocketApiDefinition>;

/** The resource types that together make WebSocket APIs. One set per host; tests shorten the limits. */
export function webSocketApiKinds(
  limits: ConnectionLimits = defaultConnectionLimits,
): ResourceKind[] {
  const apis: Apis = new Map();
  return [
    apiKind(apis, limits),
    stageKind(apis),
    routeKind(apis),
    routeResponseKind(apis),
    integrationKind(apis),
    authorizerKind(apis),
    integrationResponseKind,
    deploymentKind,
  ];
}

function apiKind(apis: Apis, limits: ConnectionLimits): ResourceKind {
  const properties = z.object({
    ProtocolType: z.literal('WEBSOCKET', 'expected WEBSOCKET, the one protocol served here'),
    RouteSelectionExpression: z
      .string()
      .refine(isRouteSelectionExpression, 'expected $request.body.NAME'),
  });
  return {
    type: 'AWS::ApiGatewayV2::Api',
    honoured: ['ProtocolType', 'RouteSelectionExpression'],
    ignored: {
      Name: 'it is a label',
      Description: 'it is a label',
      Tags: 'nothing reads them here',
    },
    create: async (declared, host) => {
      const { RouteSelectionExpression } = parseProperties(properties, declared);
      const api = newApi(declared, host, RouteSelectionExpression);
      apis.set(api.apiId, api);
      return serve(api, host, limits);
    },
  };
}

function newApi(
  declared: DeclaredResource,
  host: Host,
  routeSelectionExpression: string,
): WebSocketApiDefinition {
  const name = `${host.stackName}-${declared.logicalId}`;
  return {
    // Ten letters and digits, like AWS's own, but the same in each run.
    apiId: createHash('sha256').update(name).digest('hex').slice(0, 10),
    region: host.region,
    accountId: host.accountId,
    routeSelectionExpression,
    stages: new Map(),
    routes: new Map(),
    integrations: new Map(),
    authorizers: new Map(),
    routesWithResponse: new Set(),
  };
}

/** Listens at once, because URLs carry the port; without a stage yet, every client gets 403. */
async function serve(
  api: WebSocketApiDefinition,
  host: Host,
  limits: ConnectionLimits,
): Promise<RunningResource> {
  const server = new WebSocketApiServer(host, api, limits);
  const port = await server.listen(host.nextPort());
  const domain = domainName(api);
  host.registerHostName(`wss://${domain}`, `ws://127.0.0.1:${port}`);
  host.registerHostName(`https://${domain}`, `http://127.0.0.1:${port}`);
  return {
    ref: api.apiId,
    attributes: { ApiId: api.apiId, ApiEndpoint: `wss://${domain}` },
    stop: () => server.stop(),
  };
}

function stageKind(apis: Apis): ResourceKind {
  const properties = z.object({
    ApiId: z.string(),
    StageName: z.string(),
    DefaultRouteSettings: z
      .object({
        ThrottlingRateLimit: z.number().default(defaultRatePerSecond),
        ThrottlingBurstLimit: z.number().default(defaultBurst),
      })
      .prefault({}),
  });
  return {
    type: 'AWS::ApiGatewayV2::Stage',
    honoured: [
      'ApiId',
      'StageName',
      'DefaultRouteSettings.ThrottlingRateLimit',
      'DefaultRouteSettings.ThrottlingBurstLimit',
    ],
    ignored: {
      AutoDeploy: 'every route of the template is deployed',
      DeploymentId: 'every route of the template is deployed',
      Description: 'it is a label',
      AccessLogSettings: 'there is no CloudWatch here',
      'DefaultRouteSettings.DataTraceEnabled': 'there is no CloudWatch here',
      'DefaultRouteSettings.DetailedMetricsEnabled': 'there is no CloudWatch here',
      'DefaultRouteSettings.LoggingLevel': 'there is no CloudWatch here',
      Tags: 'nothing reads them here',
    },
    create: async declared => {
      const { ApiId, StageName, DefaultRouteSettings } = parseProperties(properties, declared);
      const { ThrottlingRateLimit, ThrottlingBurstLimit } = DefaultRouteSettings;
      apiOf(apis, ApiId, declared).stages.set(StageName, {
        name: StageName,
        throttle: new Throttle(ThrottlingRateLimit, ThrottlingBurstLimit),
      });
      return { ref: StageName, attributes: {} };
    },
  };
}

function routeKind(apis: Apis): ResourceKind {
  const properties = z.object({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string().startsWith('integrations/').optional(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
    AuthorizerId: z.string().optional(),
    RouteResponseSelectionExpression: z.literal('$default').optional(),
  });
  return {
    type: 'AWS::ApiGatewayV2::Route',
    honoured: [
      'ApiId',
      'RouteKey',
      'Target',
      'AuthorizationType',
      'AuthorizerId',
      'RouteResponseSelectionExpression',
    ],
    ignored: { OperationName: 'it is a label' },
    create: async declared => {
      const route = parseProperties(properties, declared);
      const { logicalId: id } = declared;
      apiOf(apis, route.ApiId, declared).routes.set(route.RouteKey, {
        id,
        integrationId: route.Target?.slice('integrations/'.length),
        authorizerId: route.AuthorizationType === 'CUSTOM' ? route.AuthorizerId : undefined,
        selectsResponse: route.RouteResponseSelectionExpression !== undefined,
      });
      return { ref: id, attributes: { RouteId: id } };
    },
  };
}

function routeResponseKind(apis: Apis): ResourceKind {
  const properties = z.object({
    ApiId: z.string(),
    RouteId: z.string(),
    RouteResponseKey: z.literal('$default'),
  });
  return {
    type: 'AWS::ApiGatewayV2::RouteResponse',
    honoured: ['ApiId', 'RouteId', 'RouteResponseKey'],
    ignored: {},
    create: async declared => {
      const { ApiId, RouteId } = parseProperties(properties, declared);
      apiOf(apis, ApiId, declared).routesWithResponse.add(RouteId);
      return { ref: declared.logicalId, attributes: { RouteResponseId: declared.logicalId } };
    },
  };
}

function integrationKind(apis: Apis): ResourceKind {
  const properties = z.object({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY', 'expected AWS_PROXY, the one type that runs here'),
    IntegrationUri: z.string().transform(functionArnOf),
    TimeoutInMillis: z
      .number()
      .min(50)
      .max(maxIntegrationTimeoutMs)
      .default(maxIntegrationTimeoutMs),
  });
  return {
    type: 'AWS::ApiGatewayV2::Integration',
    honoured: ['ApiId', 'IntegrationType', 'IntegrationUri', 'TimeoutInMillis'],
    ignored: {
      IntegrationMethod: 'a function is always invoked by POST',
      Description: 'it is a label',
    },
    create: async declared => {
      const integration = parseProperties(properties, declared);
      const { logicalId: id } = declared;
      apiOf(apis, integration.ApiId, declared).integrations.set(id, {
        functionArn: integration.IntegrationUri,
        timeoutMs: integration.TimeoutInMillis,
      });
      return { ref: id, attributes: { IntegrationId: id } };
    },
  };
}

function authorizerKind(apis: Apis): ResourceKind {
  const properties = z.object({
    ApiId: z.string(),
    AuthorizerType: z.literal('REQUEST', 'expected REQUEST, the one type of WebSocket APIs'),
    AuthorizerUri: z.string().transform(functionArnOf),
    IdentitySource: z.array(z.string().transform(identitySourceOf)).default([]),
  });
  return {
    type: 'AWS::ApiGatewayV2::Authorizer',
    honoured: ['ApiId', 'AuthorizerType', 'AuthorizerUri', 'IdentitySource'],
    ignored: { Name: 'it is a label' },
    create: async declared => {
      const authorizer = parseProperties(properties, declared);
      const { logicalId: id } = declared;
      apiOf(apis, authorizer.ApiId, declared).authorizers.set(id, {
        id,
        functionArn: authorizer.AuthorizerUri,
        identitySources: authorizer.IdentitySource,
      });
      return { ref: id, attributes: { AuthorizerId: id } };
    },
  };
}

const notMapped = 'the answer of a proxy integration is not mapped';

const integrationResponseKind: ResourceKind = {
  type: 'AWS::ApiGatewayV2::IntegrationResponse',
  honoured: [],
  ignored: {
    ApiId: notMapped,
    IntegrationId: notMapped,
    IntegrationResponseKey: notMapped,
  },
  create: async ({ logicalId }) => ({
    ref: logicalId,
    attributes: { IntegrationResponseId: logicalId },
  }),
};

const deploymentKind: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Deployment',
  honoured: [],
  ignored: {
    ApiId: 'every route of the template is deployed',
    StageName: 'every route of the template is deployed',
    Description: 'it is a label',
  },
  create: async ({ logicalId }) => ({ ref: logicalId, attributes: { DeploymentId: logicalId } }),
};

function apiOf(apis: Apis, apiId: string, declared: DeclaredResource): WebSocketApiDefinition {
  const api = apis.get(apiId);
  if (api !== undefined) return api;
  throw new Error(
    `${declared.logicalId}: expected the ApiId of an API of this template; received ${apiId}`,
  );
}

/** "arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations". */
function functionArnOf(uri: string, context: z.RefinementCtx): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (arn !== undefined) return arn;
  context.addIssue({ code: 'custom', message: 'expected the invocation URI of a function' });
  return z.NEVER;
}

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
