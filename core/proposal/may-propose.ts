import type { Identity } from '../auth/identity.ts';

/** The role whose tokens make and accept proposals. */
const bettorRole = 'bettor';

/** In the claim `permissions` it lets a token of any other role do so too. */
const proposePermission = 'proposals:make';

/** Whether a token is good for making and accepting proposals. */
export function mayPropose({ role, permissions }: Pick<Identity, 'role' | 'permissions'>): boolean {
  return role === bettorRole || permissions.includes(proposePermission);
}

/** The refusal of a token that may not make proposals. */
export function proposeExpectation(role: string): string {
  return `received the role ${role}, expected ${bettorRole}, or a token with the permission ${proposePermission}`;
}
