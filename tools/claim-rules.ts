import { z } from 'zod';
import type { ClaimRules } from '../core/auth/token-rules.ts';
import { AppError } from '../core/wire/app-error.ts';
import type { Outputs } from './outputs.ts';

const roleMapSchema = z.array(z.tuple([z.string(), z.string()]));

/**
 * Where a stack looks for role and permissions, by its outputs. Those of before say nothing, and mean
 * what they always meant.
 *
 * @throws AppError CONFIG_INVALID when the output RoleMap is not as the stack writes it
 */
export function claimRulesOf(outputs: Outputs): ClaimRules {
  const { RoleClaim, RoleMap, DefaultRole, PermissionsClaim } = outputs;
  return {
    ...{ roleClaim: RoleClaim, defaultRole: DefaultRole, permissionsClaim: PermissionsClaim },
    ...(RoleMap !== undefined && { roleMap: roleMapOf(RoleMap) }),
  };
}

function roleMapOf(text: string): ClaimRules['roleMap'] {
  try {
    return roleMapSchema.parse(JSON.parse(text)).map(([value, role]) => ({ value, role }));
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      'the output RoleMap is not as expected: pairs of a value and its role, as JSON',
      { cause },
    );
  }
}
