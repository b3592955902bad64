import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { connectionName } from '../../../core/connection/connection-id.ts';
import type { PostResult, SocketGateway } from '../../../core/connection/socket-gateway.ts';
import { text } from '../runtime/read-environment.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** The variable of a function that posts to sockets. */
export const gatewayVariables = {
  /** The stage's callback URL; the SDK reads it itself, so the client needs no endpoint in code. */
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
};

/** For one post or close, the SDK's own retry included. */
const deadlineMs = 2_000;

/** The gateway at AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI. */
export function createSocketGateway(
  client: ApiGatewayManagementApiClient = new ApiGatewayManagementApiClient({
    maxAttempts: 2,
    requestHandler: requestBounds(deadlineMs),
  }),
): SocketGateway {
  const settle = async (sending: Promise<unknown>): Promise<PostResult> => {
    try {
      await sending;
      return { kind: 'sent' };
    } catch (cause) {
      return cause instanceof GoneException ? { kind: 'gone' } : { kind: 'failed', cause };
    }
  };
  const options = () => ({ abortSignal: AbortSignal.timeout(deadlineMs) });
  return {
    post: (connectionId, text) => {
      const Data = new TextEncoder().encode(text);
      const ConnectionId = connectionName(connectionId);
      return settle(client.send(new PostToConnectionCommand({ ConnectionId, Data }), options()));
    },
    close: connectionId => {
      const ConnectionId = connectionName(connectionId);
      return settle(client.send(new DeleteConnectionCommand({ ConnectionId }), options()));
    },
  };
}
