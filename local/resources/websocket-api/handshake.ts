import type { IncomingMessage } from 'node:http';
import type { Host } from '../../contract/host.ts';
import { authorize } from './authorize.ts';
import type { WebSocketApiDefinition } from './definition.ts';
import { type ConnectionFacts, connectEvent } from './events.ts';
import { integrate } from './integrate.ts';

/** How `$connect` ended: the connection may open, or the handshake is refused with a status. */
export type HandshakeOutcome =
  | {
      readonly kind: 'accepted';
      readonly facts: ConnectionFacts;
      /** What `$connect` chose; API Gateway chooses none by itself. */
      readonly subprotocol: string | undefined;
    }
  | { readonly kind: 'refused'; readonly statusCode: number };

/**
 * Runs `$connect`: its authorizer, whose context then goes with every event of the connection, and
 * its integration, which refuses the connection by any status but 2xx.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
 */
export async function runConnect(
  host: Host,
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  request: IncomingMessage,
): Promise<HandshakeOutcome> {
  const route = api.routes.get('$connect');
  if (route === undefined) return { kind: 'accepted', facts, subprotocol: undefined };
  let known = facts;
  const authorizer = api.authorizers.get(route.authorizerId ?? '');
  if (authorizer !== undefined) {
    const authorization = await authorize(host, api, authorizer, facts, request);
    if (authorization.kind === 'refused') return authorization;
    known = { ...facts, authorizer: authorization.context };
  }
  const integration = api.integrations.get(route.integrationId ?? '');
  if (integration === undefined) return { kind: 'refused', statusCode: 500 };
  const outcome = await integrate(host, integration, connectEvent(api, known, request));
  // A rejection is 500, a failure 502: docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
  if (outcome.kind === 'rejected') return { kind: 'refused', statusCode: 500 };
  if (outcome.kind === 'timed-out') return { kind: 'refused', statusCode: 504 };
  if (outcome.kind === 'failed' || outcome.statusCode === undefined) {
    return { kind: 'refused', statusCode: 502 };
  }
  if (outcome.statusCode < 200 || outcome.statusCode > 299) {
    return { kind: 'refused', statusCode: outcome.statusCode };
  }
  const subprotocol = outcome.headers['sec-websocket-protocol'];
  return { kind: 'accepted', facts: known, subprotocol };
}
