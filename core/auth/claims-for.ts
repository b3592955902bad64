import { AppError } from '../wire/app-error.ts';
import type { Role } from '../wire/role.ts';
import type { ClaimRules } from './token-rules.ts';

/** What a token is to say of its bearer. */
interface ClaimedIdentity {
  readonly role: Role;
  /** @default - none, and no claim */
  readonly permissions?: readonly string[] | undefined;
}

/**
 * The claims by which a deployment with these rules finds that role and these permissions: each under its
 * name as one key, which is looked for before any path.
 *
 * @throws AppError INPUT_INVALID when no value stands for the role
 */
export function claimsFor(
  { role, permissions }: ClaimedIdentity,
  rules: ClaimRules = {},
): Readonly<Record<string, unknown>> {
  const { roleClaim = 'role', permissionsClaim = 'permissions' } = rules;
  const value = valueFor(role, rules);
  const carried = permissions === undefined ? {} : { [permissionsClaim]: permissions };
  if (value === undefined) return carried;
  return roleClaim === permissionsClaim && permissions !== undefined
    ? { [roleClaim]: [value, ...permissions] }
    : { [roleClaim]: value, ...carried };
}

/** The value that stands for the role; none is needed for that of who has none. */
function valueFor(role: Role, { roleMap = [], defaultRole }: ClaimRules): string | undefined {
  if (roleMap.length === 0) return role;
  const mapping = roleMap.find(one => one.role === role);
  if (mapping !== undefined || role === defaultRole) return mapping?.value;
  const roles = [...new Set(roleMap.map(one => one.role))].join(', ');
  throw new AppError(
    'INPUT_INVALID',
    `received the role ${role}, for which roleMap has no value; expected one of ${roles}${defaultRole === undefined ? '' : ` or ${defaultRole}`}`,
  );
}
