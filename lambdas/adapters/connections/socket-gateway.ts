import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { connectionName } from '../../../core/connection/connection-id.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** How a post ended. A failure has its cause, for the log. */
export type PostResult =
  | { readonly kind: 'sent' }
  /** There is no such connection; or its handshake is not done yet. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** The sockets as API Gateway holds them, by our ids. Neither method throws. */
export interface SocketGateway {
  post(connectionId: string, text: string): Promise<PostResult>;
  close(connectionId: string): Promise<PostResult>;
}

/**
 * No handshake takes longer: API Gateway waits 29 s for `$connect`, and our functions stop sooner. A
 * younger connection may be `gone` and open all the same.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const longestHandshakeMs = 30_000;

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
