import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { authorize } from '../../core/auth/authorize-socket.ts';
import { joinedHeaders } from '../../core/auth/credential.ts';
import { systemClock } from '../../core/clock.ts';
import { createConnectAttempts } from '../../core/limit/connect-attempts.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { tokenRules } from '../adapters/identity/token-environment.ts';
import { createTokenKey } from '../adapters/identity/token-key.ts';
import { createRequestRates } from '../adapters/limits/request-rates.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { allowing, denying } from './access-policy.ts';
import { readConfig } from './config.ts';
import { type HandshakeEvent, queryOf } from './handshake-event.ts';
import { reportRefusal } from './report-refusal.ts';

/** The refused one waits for it, because a function freezes once it has answered. */
const telemetryBoundMs = 250;

const config = readConfig();
const logger = createLogger('proposal-authorizer');
const client = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const key = createTokenKey(config, logger);
const rates = createRequestRates(client, config.limitsTableName, systemClock, error =>
  logger.warn('connect attempt could not be counted', { error }),
);
const attempts = createConnectAttempts(rates, config.attemptsPerAddress);

/** Decides who may open a socket. The event itself is never logged: it carries the token. */
export async function handler(event: HandshakeEvent): Promise<APIGatewayAuthorizerResult> {
  const { multiValueQueryStringParameters: query, methodArn } = event;
  const headers = joinedHeaders(event);
  const result = await authorize(
    { headers, query: queryOf(query) },
    {
      ...tokenRules(config),
      allowedOrigins: config.allowedOrigins,
      key,
      now: systemClock(),
    },
  );
  if (result.kind === 'allowed') return allowing(result.identity, methodArn);
  // One that is let through is counted where it connects, which can say when to come back.
  const counted = attempts.take(event.requestContext.identity.sourceIp);
  await Promise.all([counted, reportRefusal(result, event, telemetry, logger)]);
  if (result.kind === 'forbidden') return denying(methodArn);
  // This very message is what API Gateway turns into a 401; any other error is its 500.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
}
