import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import type { ConnectionLimits } from './connection.ts';
import {
  type Apis,
  domainName,
  isRouteSelectionExpression,
  type WebSocketApiDefinition,
} from './definition.ts';
import { WebSocketApiServer } from './server.ts';

const apiProperties = z.object({
  ProtocolType: z.literal('WEBSOCKET', 'expected WEBSOCKET, the one protocol served here'),
  RouteSelectionExpression: z
    .string()
    .refine(isRouteSelectionExpression, 'expected $request.body.NAME'),
});

/** `AWS::ApiGatewayV2::Api`: a server on a port of its own. */
export const apiKind = (apis: Apis, limits: ConnectionLimits): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::Api',
    properties: apiProperties,
    ignored: {
      Name: 'it is a label',
      Description: 'it is a label',
      Tags: 'nothing reads them here',
    },
    create: ({ RouteSelectionExpression }, declared, host) => {
      const api = newApi(declared, host, RouteSelectionExpression);
      apis.set(api.apiId, api);
      return serve(api, host, limits);
    },
  });

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
