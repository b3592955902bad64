import type { ResourceKind } from '../../contract/resource-kind.ts';
import { apiKind } from './api-kind.ts';
import { authorizerKind } from './authorizer-kind.ts';
import type { ConnectionLimits } from './connection.ts';
import type { Apis } from './definition.ts';
import { deploymentKind } from './deployment-kind.ts';
import { integrationKind } from './integration-kind.ts';
import { integrationResponseKind } from './integration-response-kind.ts';
import { routeKind } from './route-kind.ts';
import { routeResponseKind } from './route-response-kind.ts';
import { stageKind } from './stage-kind.ts';

/**
 * As API Gateway ends connections: after 10 minutes without a message, and after 2 hours
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html).
 */
export const defaultConnectionLimits: ConnectionLimits = {
  idleTimeoutMs: 10 * 60_000,
  maxDurationMs: 2 * 3_600_000,
};

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
