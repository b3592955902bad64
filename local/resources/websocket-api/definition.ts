import type { DeclaredResource } from '../../contract/resource-kind.ts';
import type { Throttle } from '../../runtime/throttle.ts';
import type { AccessLog } from './access-log.ts';

/** What the template declares of one WebSocket API; its kinds fill it in before it serves. */
export interface WebSocketApiDefinition {
  readonly apiId: string;
  readonly region: string;
  readonly accountId: string;
  readonly routeSelectionExpression: string;
  readonly stages: Map<string, Stage>;
  /** By route key. */
  readonly routes: Map<string, Route>;
  /** By id. */
  readonly integrations: Map<string, Integration>;
  /** By id. */
  readonly authorizers: Map<string, Authorizer>;
  /** Ids of routes that have a route response. */
  readonly routesWithResponse: Set<string>;
}

/** The APIs of one host, by `ApiId`. */
export type Apis = Map<string, WebSocketApiDefinition>;

/** @throws Error naming the resource if its `ApiId` is of no API of the template. */
export function apiOf(
  apis: Apis,
  apiId: string,
  { logicalId }: DeclaredResource,
): WebSocketApiDefinition {
  const api = apis.get(apiId);
  if (api !== undefined) return api;
  throw new Error(`${logicalId}: expected the ApiId of an API of this template; received ${apiId}`);
}

export interface Stage {
  readonly name: string;
  readonly throttle: Throttle;
  /** Absent: requests leave no line. */
  readonly accessLog?: AccessLog | undefined;
}

export interface Route {
  readonly id: string;
  readonly integrationId: string | undefined;
  readonly authorizerId: string | undefined;
  /** Two-way communication also needs a route response. */
  readonly selectsResponse: boolean;
}

export interface Integration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export interface Authorizer {
  readonly id: string;
  readonly functionArn: string;
  readonly identitySources: readonly IdentitySource[];
}

/** Where a credential must stand for the authorizer to be asked at all. */
export interface IdentitySource {
  readonly in: 'header' | 'querystring';
  readonly name: string;
}

/** What policies call the API. */
export const apiArn = ({ region, accountId, apiId }: WebSocketApiDefinition): string =>
  `arn:aws:execute-api:${region}:${accountId}:${apiId}`;

/** The host name that clients and functions see on AWS. */
export function domainName({ apiId, region }: WebSocketApiDefinition): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

/**
 * The route of a message: the one that the selection expression's value names, else `$default`
 * (undefined when there is none), as for every message that is not JSON.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
 */
export function selectRoute(
  { routeSelectionExpression, routes }: WebSocketApiDefinition,
  body: string,
): { readonly routeKey: string; readonly route: Route } | undefined {
  const value = selectedValue(routeSelectionExpression, body);
  const routeKey =
    value !== undefined && !value.startsWith('$') && routes.has(value) ? value : '$default';
  const route = routes.get(routeKey);
  return route && { routeKey, route };
}

/** Whether the host understands a route selection expression. */
export function isRouteSelectionExpression(expression: string): boolean {
  return selectionPattern.test(expression);
}

/** "$request.body.action", or the same in braces. */
const selectionPattern = /^\$\{?request\.body\.([\w.]+)\}?$/;

function selectedValue(expression: string, body: string): string | undefined {
  const path = selectionPattern.exec(expression)?.[1];
  if (path === undefined) return undefined;
  const value = path
    .split('.')
    .reduce<unknown>(
      (parent, key) =>
        typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined,
      parseJson(body),
    );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
