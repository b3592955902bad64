import { SignJWT } from 'jose';
import * as z from 'zod';
import { type ChannelName, channelNames } from '../wire/event.ts';
import { claimsSchema, numericDateSchema, readClaims, roleNameSchema } from './claims.ts';
import type { Identity } from './identity.ts';
import { type KeySource, staleKeyMs } from './key-source.ts';
import { type Secrets, verifyWithSecrets } from './secrets.ts';
import { sseTokenType } from './sse-token-type.ts';
import { clockToleranceSeconds, judgeToken, type TokenVerdict } from './token-verdict.ts';

/** How long an SSE token lasts at most. */
const sseTokenLifetimeMs = 3_600_000;

/**
 * How long a secret that signs SSE tokens only counts after it was replaced: a function that cannot
 * read the new one signs with it on.
 */
export const sseSecretOverlapMs = staleKeyMs + sseTokenLifetimeMs;

/** What an SSE token is made of. */
export interface SseTokenRequest {
  /** Whose it is, by the token of the session that asks for it. */
  readonly session: Identity;
  /** The channels that it is good for. @default - each that its role may read */
  readonly channels?: readonly ChannelName[];
  readonly tokenId: string;
  readonly audience: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** An SSE token, and when it expires. */
export interface SseToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/**
 * A token that streams and polls take, and nothing else does: it may stand in a URL. It ends with its
 * session, and is revoked with it: `sid` is the session's token, `auth_time` when that was issued. It
 * carries the session's permissions, which `carriedPermissionsProblem` found to be no more than it can.
 */
export async function signSseToken(
  { session, channels, tokenId, audience, now }: SseTokenRequest,
  secret: Uint8Array,
): Promise<SseToken> {
  const expiresAtSec = Math.floor(Math.min(now + sseTokenLifetimeMs, session.expiresAtMs) / 1_000);
  const claims = {
    role: session.role,
    ...(session.permissions.length === 0 ? {} : { permissions: session.permissions }),
    ...(session.addresses === undefined ? {} : { addresses: session.addresses }),
    ...(session.tokenId === undefined ? {} : { sid: session.tokenId }),
    ...(session.issuedAtMs === undefined
      ? {}
      : { auth_time: Math.floor(session.issuedAtMs / 1_000) }),
    ...(channels === undefined ? {} : { channels }),
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: sseTokenType })
    .setSubject(session.userId)
    .setIssuer(audience)
    .setAudience(sseAudience(audience))
    .setIssuedAt(Math.floor(now / 1_000))
    .setExpirationTime(expiresAtSec)
    .setJti(tokenId)
    .sign(secret);
  return { token, expiresAtMs: expiresAtSec * 1_000 };
}

/** The role and the permissions are those that its session's token was found to have. */
const sseClaimsSchema = claimsSchema.extend({
  role: roleNameSchema,
  permissions: z.array(z.string().min(1).max(128)).max(100).optional(),
  jti: claimsSchema.shape.jti.unwrap(),
  sid: claimsSchema.shape.jti,
  auth_time: numericDateSchema.optional(),
  channels: z.array(z.enum(channelNames)).min(1).max(channelNames.length).optional(),
});

/** Who the SSE token's bearer is, or why it is refused. Refusals never contain the token. */
export async function verifySseToken(
  token: string,
  secrets: KeySource<Secrets>,
  { audience, now }: { readonly audience: string; readonly now: number },
): Promise<TokenVerdict> {
  return await judgeToken(token, async text => {
    const { payload, untilMs } = await verifyWithSecrets(text, secrets, {
      now,
      typ: sseTokenType,
      issuer: audience,
      audience: sseAudience(audience),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
    });
    const claims = readClaims(sseClaimsSchema, payload);
    const { sub, role, permissions, addresses, exp, jti, sid, auth_time, channels } = claims;
    return {
      userId: sub,
      role,
      permissions: permissions ?? [],
      ...(addresses === undefined ? {} : { addresses }),
      expiresAtMs: Math.min(Math.floor(exp * 1_000), untilMs),
      tokenId: jti,
      ...(sid === undefined ? {} : { sessionId: sid }),
      ...(auth_time === undefined ? {} : { issuedAtMs: auth_time * 1_000 }),
      ...(channels === undefined ? {} : { channels }),
    };
  });
}

/** The stack issues these itself, whoever issues its other tokens; so it is named by its audience. */
function sseAudience(audience: string): string {
  return `${audience}/sse`;
}
