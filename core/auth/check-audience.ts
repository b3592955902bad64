import { errors, type JWTPayload } from 'jose';
import type { TokenRules } from './token-rules.ts';

/**
 * Checks that the token is meant for us. One with an `aud` is judged by that alone. One without is taken
 * by its `client_id`, if the deployment names clients, and then must be an access token where it says what
 * it is: so Cognito's are, whose `aud` is missing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 *
 * @throws JWTClaimValidationFailed that names the claim
 */
export function checkAudience(
  payload: JWTPayload,
  { audience, clientIds = [] }: Pick<TokenRules, 'audience' | 'clientIds'>,
): void {
  const { aud, client_id: clientId, token_use: use } = payload;
  if (aud !== undefined || clientIds.length === 0) {
    const audiences = [audience].flat();
    const isOurs = [aud].flat().some(one => one !== undefined && audiences.includes(one));
    if (!isOurs) throw unexpected(payload, 'aud');
    return;
  }
  if (typeof clientId !== 'string' || !clientIds.includes(clientId)) {
    throw unexpected(payload, 'client_id');
  }
  if (use !== undefined && use !== 'access') throw unexpected(payload, 'token_use');
}

const unexpected = (payload: JWTPayload, claim: string) =>
  new errors.JWTClaimValidationFailed(`unexpected ${claim}`, payload, claim, 'check_failed');
