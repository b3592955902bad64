/** How a reader, a socket and a receiver know whom they speak with. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the stack or of its OIDC provider, or an SSE token of `POST /token`.',
  },
  tokenInQuery: {
    type: 'httpApiKey',
    in: 'query',
    name: 'token',
    description: 'The same, where no header can be sent. An SSE token opens no socket.',
  },
  session: {
    type: 'httpApiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'Set by `POST /session`, at the front door only.',
  },
  bearerProtocol: {
    type: 'httpApiKey',
    in: 'header',
    name: 'Sec-WebSocket-Protocol',
    description:
      'Two subprotocols, `gallobets.v1` and `bearer.<token>`; the server chooses the first.',
  },
  webhookSignature: {
    type: 'httpApiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'Of `webhook-id`, `webhook-timestamp` and the body, by each key of the webhook: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`).',
  },
} as const;
