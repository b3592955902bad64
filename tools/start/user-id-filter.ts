import { roleNameSchema } from '../../core/auth/claims.ts';
import { userIdSchema } from '../../core/wire/user-id.ts';
import type { RequestFilter } from '../../local/contract/request-filter.ts';
import type { TokenSigner } from '../token-signer.ts';

const tokenTtlSeconds = 3_600;

/**
 * Swaps `?userId=ana[&role=admin]` for a token of that user, where a request names no credential of
 * its own. Only the first `userId` is meant; another one is a parameter of the route. What is no user
 * id or role is left as it is, and the function refuses the request.
 */
export function createUserIdFilter(signer: Promise<TokenSigner>): RequestFilter {
  return async ({ target, headers }) => {
    const mark = target.indexOf('?');
    if (mark < 0 || namesCredential(headers)) return target;
    const pairs = [...new URLSearchParams(target.slice(mark))];
    if (pairs.some(([name]) => name === 'token')) return target;
    const sub = userIdSchema.safeParse(first(pairs, 'userId'));
    const role = roleNameSchema.safeParse(first(pairs, 'role') ?? 'bettor');
    if (!sub.success || !role.success) return target;
    const sign = await signer;
    const token = await sign({ sub: sub.data, role: role.data, ttlSeconds: tokenTtlSeconds });
    const query = new URLSearchParams([
      ...without(without(pairs, 'userId'), 'role'),
      ['token', token],
    ]);
    return `${target.slice(0, mark)}?${query}`;
  };
}

type Pairs = readonly (readonly [string, string])[];

function namesCredential(headers: Readonly<Record<string, unknown>>): boolean {
  const offered = String(headers['sec-websocket-protocol'] ?? '');
  const cookies = String(headers.cookie ?? '');
  return (
    headers.authorization !== undefined ||
    /(^|,)\s*bearer\./.test(offered) ||
    /(^|;)\s*__Host-session=/.test(cookies)
  );
}

function first(pairs: Pairs, wanted: string): string | undefined {
  return pairs.find(([name]) => name === wanted)?.[1];
}

/** Without the first of that name. */
function without(pairs: Pairs, unwanted: string): [string, string][] {
  const at = pairs.findIndex(([name]) => name === unwanted);
  return pairs.filter((_, index) => index !== at).map(([name, value]) => [name, value]);
}
