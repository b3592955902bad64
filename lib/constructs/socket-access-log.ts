import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * What is written of each handshake, message and end of a socket. Nothing that could hold a token: that
 * stands in the query or in a header of the handshake, and what the authorizer answers has its claims. The
 * text of an error is left out as well, for it may quote what was sent.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export const accessLogFields = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTimeEpoch',
  eventType: '$context.eventType',
  routeKey: '$context.routeKey',
  status: '$context.status',
  connectionId: '$context.connectionId',
  connectedAt: '$context.connectedAt',
  messageId: '$context.messageId',
  sourceIp: '$context.identity.sourceIp',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integrationLatency',
  authorizerStatus: '$context.authorizer.status',
} as const;

/** A line of JSON for each request of sockets, in a log of its own that is kept as those of functions are. */
export function socketAccessLog(scope: Construct, id: string): IAccessLogSettings {
  const logGroup = new LogGroup(scope, id, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return {
    destination: new LogGroupLogDestination(logGroup),
    format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
  };
}
