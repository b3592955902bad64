import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import { covers, coversAction } from '../../iam/wildcard.ts';
import type { Authorizer, WebSocketApiDefinition } from './definition.ts';
import { authorizerEvent, type ConnectionFacts, connectMethodArn, requestUrl } from './events.ts';
import { mayInvoke } from './integrate.ts';

/** What the authorizer decided: who it is, or the status of the refusal. */
export type Authorization =
  | { readonly kind: 'allowed'; readonly context: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly statusCode: 401 | 403 | 500 };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const maxResultBytes = 8 * 1_024;

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

/** Context values may be strings, numbers or booleans; AWS answers 500 to anything else. */
const authorizerResponse = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore }),
    ),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
});

/**
 * Asks the authorizer of `$connect`.
 *
 * A missing identity source is 401 without asking, the error "Unauthorized" is 401, a policy that
 * does not allow the connection is 403, and any other failure of the function is 500.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export async function authorize(
  host: Host,
  api: WebSocketApiDefinition,
  authorizer: Authorizer,
  facts: ConnectionFacts,
  request: IncomingMessage,
): Promise<Authorization> {
  if (!hasIdentitySources(authorizer, request)) return { kind: 'refused', statusCode: 401 };
  const event = authorizerEvent(api, facts, request, authorizer.id);
  if (!mayInvoke(host, authorizer.functionArn, event.sourceArn)) {
    return { kind: 'refused', statusCode: 500 };
  }
  const result = await host.functions.invoke(authorizer.functionArn, event.payload);
  if (result.kind === 'error') {
    if (result.errorMessage === 'Unauthorized') return { kind: 'refused', statusCode: 401 };
    host.log.error(`the authorizer failed: ${result.errorType}: ${result.errorMessage}`);
    return { kind: 'refused', statusCode: 500 };
  }
  const bytes = Buffer.byteLength(JSON.stringify(result.payload) ?? '');
  if (bytes > maxResultBytes) {
    host.log.error(`the authorizer returned ${bytes} bytes, at most ${maxResultBytes} are taken`);
    return { kind: 'refused', statusCode: 500 };
  }
  const response = authorizerResponse.safeParse(result.payload);
  if (!response.success) {
    const paths = response.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    host.log.error(`the authorizer returned no policy: ${paths.join('; ')}`);
    return { kind: 'refused', statusCode: 500 };
  }
  const { principalId, policyDocument, context } = response.data;
  if (!isAllowed(policyDocument.Statement, connectMethodArn(api, facts.stage))) {
    return { kind: 'refused', statusCode: 403 };
  }
  const values = Object.entries(context ?? {}).map(([key, value]) => [key, String(value)] as const);
  return { kind: 'allowed', context: { ...Object.fromEntries(values), principalId } };
}

function hasIdentitySources({ identitySources }: Authorizer, request: IncomingMessage): boolean {
  const query = requestUrl(request).searchParams;
  return identitySources.every(source => {
    const value =
      source.in === 'header' ? request.headers[source.name.toLowerCase()] : query.get(source.name);
    return value !== undefined && value !== null && value !== '';
  });
}

type Statement = z.output<typeof authorizerResponse>['policyDocument']['Statement'][number];

/** As IAM decides: one Deny that matches wins, else one Allow that matches is needed. */
function isAllowed(statements: readonly Statement[], methodArn: string): boolean {
  const matching = statements.filter(
    ({ Action, Resource }) =>
      Action.some(pattern => coversAction(pattern, 'execute-api:Invoke')) &&
      Resource.some(pattern => covers(pattern, methodArn)),
  );
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
}
