import { claimAt } from './claim-at.ts';
import { claimTexts, maxEntries, unusable } from './claim-texts.ts';
import type { ClaimRules } from './token-rules.ts';

const maxLength = 128;
const expected = `a list of at most ${maxEntries} texts of 1 to ${maxLength} characters, or one text with spaces between them`;

/**
 * What a token lets its bearer do beside what the role may: a list, or one text with spaces between, as a
 * scope is (RFC 8693, 4.2). None where the claim is missing. The whole claim counts or none of it.
 *
 * @throws UnusableClaim that names the claim
 */
export function permissionsOf(
  claims: Readonly<Record<string, unknown>>,
  { permissionsClaim = 'permissions' }: ClaimRules,
): readonly string[] {
  const value = claimAt(claims, permissionsClaim);
  if (value === undefined) return [];
  const texts = claimTexts(permissionsClaim, value, expected);
  const permissions =
    typeof value === 'string' ? value.split(' ').filter(part => part !== '') : texts;
  const [kind, part] = Array.isArray(value) ? ['a list', 'entry'] : ['a text', 'word'];
  const count = Array.isArray(value) ? value.length : permissions.length;
  if (count > maxEntries) {
    throw unusable(permissionsClaim, `${kind} with ${count} permissions`, expected);
  }
  const odd = permissions.findIndex(({ length }) => length === 0 || length > maxLength);
  if (odd === -1) return permissions;
  const received = `${kind} whose ${part} ${odd + 1} has ${permissions[odd]?.length} characters`;
  throw unusable(permissionsClaim, received, expected);
}
