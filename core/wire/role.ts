/**
 * The roles this product gives meaning to. A token may carry another role name: its holder is then
 * simply a signed-in user with no staff rights.
 */
export const staffRoles = ['admin', 'operator'] as const;

export type StaffRole = (typeof staffRoles)[number];

/** A role as a token carries it: `admin`, `operator`, `bettor`, or any other name. */
export type Role = string;

/** What a role may be called. */
export const rolePattern = /^[A-Za-z][A-Za-z0-9._:-]{0,63}$/;

/** Whether the holder works here. All others are strangers: what they may take together is bounded. */
export function isStaff(role: Role): boolean {
  return staffRoles.some(staff => staff === role);
}
