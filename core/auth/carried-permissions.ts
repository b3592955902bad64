import type { Identity } from './identity.ts';
import type { ClaimRules } from './token-rules.ts';

/**
 * An SSE token and a socket carry a token's permissions on, in places of bounded size: API Gateway takes
 * 8 KB of an authorizer, and an SSE token stands in a URL. The whole list goes or none of it: one that was
 * cut would let in less than its token says, and nobody would know why.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const maxCharacters = 2_000;

/** Why the permissions cannot be carried on: which claim, and how long; `undefined` when they can. */
export function carriedPermissionsProblem(
  { permissions }: Pick<Identity, 'permissions'>,
  { permissionsClaim = 'permissions' }: ClaimRules = {},
): string | undefined {
  const length = lengthOf(permissions.join(''));
  if (length <= maxCharacters) return undefined;
  return `the token’s claim ${permissionsClaim} has ${length} characters in all; expected at most ${maxCharacters}, for an SSE token and a socket carry them on`;
}

/** As JSON carries it: of a usual text its characters, of others the bytes and escapes that they take. */
function lengthOf(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length - '""'.length;
}
