import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

/** What a handshake's event is read for. */
export type HandshakeEvent = Pick<
  APIGatewayRequestAuthorizerEvent,
  | 'headers'
  | 'multiValueHeaders'
  | 'multiValueQueryStringParameters'
  | 'methodArn'
  | 'requestContext'
>;

/** The query, each parameter as often as it was sent. */
export function queryOf(
  parameters: HandshakeEvent['multiValueQueryStringParameters'],
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, values = []] of Object.entries(parameters ?? {})) {
    for (const value of values) query.append(name, value);
  }
  return query;
}
