import type { IncomingMessage } from 'node:http';
import type { Host } from '../../contract/host.ts';
import type { AccessLogEntry } from './access-log.ts';
import { authorize } from './authorize.ts';
import type { WebSocketApiDefinition } from './definition.ts';
import { type ConnectionFacts, connectEvent, type SocketEvent } from './events.ts';
import { type IntegrationOutcome, integrate } from './integrate.ts';
import { countOfStage } from './stage-metrics.ts';

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
    if (authorization.kind === 'refused') {
      const { statusCode } = authorization;
      const event = connectEvent(api, facts, request);
      countOfStage(host.metrics, event.stage, statusCode < 500 ? 'ClientError' : 'ExecutionError');
      return logged(api, event, authorization, { authorizerStatus: statusCode });
    }
    known = { ...facts, authorizer: authorization.context };
  }
  const integration = api.integrations.get(route.integrationId ?? '');
  if (integration === undefined) return { kind: 'refused', statusCode: 500 };
  const event = connectEvent(api, known, request);
  countOfStage(host.metrics, event.stage, 'ConnectCount');
  const begunMs = performance.now();
  const outcome = outcomeOf(known, await integrate(host, integration, event));
  const status = statusOf(outcome);
  return logged(api, event, outcome, {
    integration: { status, latencyMs: Math.round(performance.now() - begunMs) },
    ...(authorizer === undefined ? {} : { authorizerStatus: 200 }),
  });
}

/** Leaves a line in the access log of the stage. */
function logged(
  api: WebSocketApiDefinition,
  { payload, stage }: SocketEvent,
  outcome: HandshakeOutcome,
  asked: Pick<AccessLogEntry, 'authorizerStatus' | 'integration'>,
): HandshakeOutcome {
  const { requestContext: context } = payload;
  api.stages.get(stage.Stage)?.accessLog?.({ context, status: statusOf(outcome), ...asked });
  return outcome;
}

const statusOf = (outcome: HandshakeOutcome): number =>
  outcome.kind === 'accepted' ? 200 : outcome.statusCode;

function outcomeOf(facts: ConnectionFacts, outcome: IntegrationOutcome): HandshakeOutcome {
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
  return { kind: 'accepted', facts, subprotocol };
}
