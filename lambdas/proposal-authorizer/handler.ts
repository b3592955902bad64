import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { joinedHeaders } from '../../core/auth/credential.ts';
import { systemClock } from '../../core/clock.ts';
import { createAccounts } from '../adapters/accounts.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createLogger } from '../adapters/logger.ts';
import { createTokenKey } from '../adapters/token-key.ts';
import { allowing, denying } from './access-policy.ts';
import { accountRefusal } from './account-refusal.ts';
import { authorize } from './authorize.ts';
import { readConfig } from './config.ts';

/** The refused one waits for it, because a function freezes once it has answered. */
const accountsBoundMs = 250;

const config = readConfig();
const logger = createLogger('proposal-authorizer');
const accounts = createAccounts(config, {
  client: createDocumentClient(),
  logger,
  boundMs: accountsBoundMs,
});
const key = createTokenKey(config, logger);

type HandshakeEvent = Pick<
  APIGatewayRequestAuthorizerEvent,
  | 'headers'
  | 'multiValueHeaders'
  | 'multiValueQueryStringParameters'
  | 'methodArn'
  | 'requestContext'
>;

/** Each parameter as often as it was sent. */
function queryOf(parameters: HandshakeEvent['multiValueQueryStringParameters']): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, values = []] of Object.entries(parameters ?? {})) {
    for (const value of values) query.append(name, value);
  }
  return query;
}

/** Decides who may open a socket. The event itself is never logged: it carries the token. */
export async function handler(event: HandshakeEvent): Promise<APIGatewayAuthorizerResult> {
  const { multiValueQueryStringParameters: query, methodArn } = event;
  const headers = joinedHeaders(event);
  const result = await authorize(
    { headers, query: queryOf(query) },
    { ...config, key, now: systemClock() },
  );
  if (result.kind === 'allowed') return allowing(result.identity, methodArn);
  await accountRefusal(result, event, accounts, logger);
  if (result.kind === 'forbidden') return denying(methodArn);
  // This very message is what API Gateway turns into a 401; any other error is its 500.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
}
