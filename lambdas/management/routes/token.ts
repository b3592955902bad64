import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { carriedPermissionsProblem } from '../../../core/auth/carried-permissions.ts';
import { channelRefusal } from '../../../core/auth/channel-refusal.ts';
import { signSseToken } from '../../../core/auth/sse-token.ts';
import { ownAudience } from '../../../core/auth/token-rules.ts';
import { credentialRate } from '../../../core/limit/rate-limit.ts';
import { issuedTokenSchema, tokenRequestSchema } from '../../../core/wire/management/token.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { tokenRules } from '../../adapters/identity/token-environment.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { bodyRefusals, callerRefusals, json, jsonBody } from '../responses.ts';

/** SSE tokens for whoever is signed in; an SSE token itself is not good enough for another one. */
export function tokenRoutes(ports: CallerPorts) {
  const issueToken = createRoute({
    method: 'post',
    path: '/token',
    operationId: 'issueToken',
    tags: ['Identity'],
    summary: 'A token for streams and polls, for an hour',
    description: 'For everyone signed in by bearer or session.',
    middleware: signedIn(ports, { rate: credentialRate }),
    request: { body: jsonBody(tokenRequestSchema) },
    responses: {
      200: json('The token', issuedTokenSchema),
      ...callerRefusals,
      ...bodyRefusals,
    },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(issueToken, async context => {
    const session = context.get('identity');
    const { channels } = context.req.valid('json');
    for (const channel of channels ?? []) {
      const refusal = channelRefusal(session, channel);
      if (refusal !== undefined) throw new Refused(refusal.code, refusal.detail);
    }
    const rules = tokenRules(ports.config);
    const tooMany = carriedPermissionsProblem(session, rules);
    if (tooMany !== undefined) throw new Refused('TOKEN_REFUSED', tooMany);
    const { token, expiresAtMs } = await signSseToken(
      {
        session,
        ...(channels === undefined ? {} : { channels }),
        tokenId: randomUUID(),
        audience: ownAudience(rules),
        now: ports.now(),
      },
      (await ports.keys.sseSecrets.known()).current,
    );
    return context.json({ token, expiresAt: expiresAtMs }, 200);
  });
}
