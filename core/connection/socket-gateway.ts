/** How a post ended. A failure has its cause, for the log. */
export type PostResult =
  | { readonly kind: 'sent' }
  /** There is no such connection; or its handshake is not done yet. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** The sockets as API Gateway holds them, by our ids. Neither method throws. */
export interface SocketGateway {
  /** Sends one text message, of 128 KB at most (WebSocket quota, the page below). */
  post(connectionId: string, text: string): Promise<PostResult>;
  /** Closes the socket. `gone` when there is none. */
  close(connectionId: string): Promise<PostResult>;
}

/**
 * No handshake takes longer: API Gateway waits 29 s for `$connect`, and our functions stop sooner. A
 * younger connection may be `gone` and open all the same.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const longestHandshakeMs = 30_000;
