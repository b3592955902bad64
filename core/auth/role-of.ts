import { cutText } from '../wire/cut-text.ts';
import { type Role, rolePattern, staffRoles } from '../wire/role.ts';
import { claimAt } from './claim-at.ts';
import { claimTexts, maxEntries, unusable } from './claim-texts.ts';
import { UnusableClaim } from './claims.ts';
import type { ClaimRules, RoleMapping } from './token-rules.ts';

const expected = 'a text or a list of texts';

/** As much of a map as helps whoever reads a refusal. */
const maxNamesLength = 300;

/**
 * The role that a token gives its bearer. Of several values the one decides that comes first in the map;
 * without a map `admin`, then `operator`, then the first that can be a role's name.
 *
 * @throws UnusableClaim that names the claim, unless there is a role for who has none
 */
export function roleOf(
  claims: Readonly<Record<string, unknown>>,
  { roleClaim = 'role', roleMap = [], defaultRole }: ClaimRules,
): Role {
  const value = claimAt(claims, roleClaim);
  if (value === undefined) {
    if (defaultRole !== undefined) return defaultRole;
    throw unusable(roleClaim, 'missing', expected);
  }
  const values = claimTexts(roleClaim, value, expected);
  const role = roleMap.length === 0 ? namedRole(values) : mappedRole(values, roleMap);
  if (role !== undefined) return role;
  if (defaultRole !== undefined) return defaultRole;
  const found =
    roleMap.length === 0
      ? 'no value that can be a role; expected a word of at most 64 characters, or a list with one'
      : `none of the values that roleMap names (${namesOf(roleMap)})`;
  throw new UnusableClaim(`the token’s claim ${roleClaim} has ${among(value)}${found}`);
}

function mappedRole(values: readonly string[], roleMap: readonly RoleMapping[]): Role | undefined {
  return roleMap.find(({ value }) => values.includes(value))?.role;
}

function namedRole(values: readonly string[]): Role | undefined {
  return (
    staffRoles.find(staff => values.includes(staff)) ??
    values.find(value => rolePattern.test(value))
  );
}

const among = (value: unknown): string =>
  Array.isArray(value) && value.length > maxEntries ? `among its first ${maxEntries} entries ` : '';

const namesOf = (roleMap: readonly RoleMapping[]): string =>
  cutText(roleMap.map(({ value }) => value).join(', '), maxNamesLength, '…');
