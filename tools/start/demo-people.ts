import type { FilterAnswer, FilteredRequest } from '../../local/contract/request-filter.ts';
import { signedIfRoleIs, type TokenSigner } from '../token-signer.ts';

/** Whom the dashboard lets one be on one's own machine; the bettors are those of the demo. */
export const people = [
  { userId: 'ana', role: 'admin' },
  { userId: 'olga', role: 'operator' },
  { userId: 'bettor-azul', role: 'bettor' },
  { userId: 'bettor-morado', role: 'bettor' },
] as const;

const tokenTtlSeconds = 12 * 3_600;

/** Where the dashboard asks for them. */
const path = '/demo-people.json';

/**
 * Answers the dashboard's question for people to be, each with a token signed here; undefined for
 * every other request. Whose role the stack's tokens cannot have is not among them. Only the host can answer it: no function and no template knows of it, so a
 * deployed page finds nothing.
 */
export async function demoPeople(
  { target, headers }: FilteredRequest,
  dashboardUrl: string,
  sign: TokenSigner,
): Promise<FilterAnswer | undefined> {
  // By its own name only: a page elsewhere could make its name lead to this machine.
  if (target !== path || headers.host !== new URL(dashboardUrl).host) return undefined;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, json: { message: 'only the dashboard itself may ask for people' } };
  }
  const signed = people.map(async ({ userId, role }) => {
    const token = await signedIfRoleIs(sign, { sub: userId, role, ttlSeconds: tokenTtlSeconds });
    return token === undefined ? [] : { userId, role, token };
  });
  return { status: 200, json: { people: (await Promise.all(signed)).flat() } };
}
