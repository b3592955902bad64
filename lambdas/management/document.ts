import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ManagementEnv } from './caller.ts';

type DocumentConfig = Parameters<OpenAPIHono['getOpenAPI31Document']>[0];

/** The OpenAPI document, as far as it is ours to make: every reader of it knows the rest by schema. */
export type ApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

const description = `Tokens, polling, publishing, payment streams, workflows, webhooks, connections, statistics, health and audit of GalloBets Realtime.

Every refusal is a problem (RFC 9457, \`application/problem+json\`) with a stable \`code\`, a \`category\`, and the \`recovery\` that a client should try. Times are milliseconds since the Unix epoch unless a field says otherwise. Lists are paged: pass \`next\` of one answer as \`next\` of the following request, until an answer has none. Each answer has an \`x-request-id\`, by which the log lines and the audit entries of the request are found.`;

/** Any one of these opens a route, unless the route says otherwise. */
const signedIn = [{ bearer: [] }, { bearerInQuery: [] }, { session: [] }];

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the stack or of its OIDC provider.',
  },
  bearerInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The same, where no header can be sent.',
  },
  sseToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'An SSE token of `POST /token`; good for channel streams and `GET /poll` only.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'Set by `POST /session`, at the front door only; writes need its `Origin`.',
  },
} as const;

const config: DocumentConfig = {
  openapi: '3.1.0',
  info: {
    title: 'GalloBets Realtime: management',
    version: '1.0.0',
    description,
  },
  security: signedIn,
  tags: [
    { name: 'Identity', description: 'Tokens, sessions, and who is let in no more' },
    { name: 'Events', description: 'Publishing to someone or everyone, and reading by polling' },
    { name: 'Payment streams', description: 'Making one, and what has accrued by now' },
    {
      name: 'Workflows',
      description: 'What is to be approved, by whom, and how it came to stand so',
    },
    {
      name: 'Webhooks',
      description: 'Who is posted what, and what came of each delivery',
    },
    { name: 'Connections', description: 'Who is connected, and ending it' },
    {
      name: 'Operations',
      description: 'Health, statistics, audit, maintenance, and this document',
    },
  ],
};

/** The document of all that the app has by now; made once, then the same for every request. */
export function documentOf(app: OpenAPIHono<ManagementEnv>): () => ApiDocument {
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  let document: ApiDocument | undefined;
  return () => {
    document ??= app.getOpenAPI31Document(config, { sortComponents: 'alphabetically' });
    return document;
  };
}
