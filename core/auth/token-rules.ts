import type { Role } from '../wire/role.ts';

/** One value of the claim that has the role, and which role it stands for. */
export interface RoleMapping {
  readonly value: string;
  readonly role: Role;
}

/** Where a token says who its bearer is, by the settings of the same names. */
export interface ClaimRules {
  /** The claim that has the role; `claimAt` says how it is found. @default 'role' */
  readonly roleClaim?: string | undefined;
  /** Which value of it stands for which role; of several the first here wins. @default - a value is a role */
  readonly roleMap?: readonly RoleMapping[] | undefined;
  /** The role of who has no claim, or no value in it that is a role. @default - they are refused */
  readonly defaultRole?: Role | undefined;
  /** The claim that has the permissions. @default 'permissions' */
  readonly permissionsClaim?: string | undefined;
}

/** What a token must say to be believed, and where it says who its bearer is. */
export interface TokenRules extends ClaimRules {
  readonly issuer: string;
  /** One of these is in `aud`. With an empty list no token that has an `aud` is taken. */
  readonly audience: string | readonly string[];
  /** A token without `aud` is taken if its `client_id` is one of these. @default - none is */
  readonly clientIds?: readonly string[] | undefined;
}

/** What the stack calls itself in the tokens that it issues: its first audience, else its first client. */
export function ownAudience({
  audience,
  clientIds = [],
}: Pick<TokenRules, 'audience' | 'clientIds'>): string {
  const [own = ''] = [audience, clientIds].flat();
  return own;
}
