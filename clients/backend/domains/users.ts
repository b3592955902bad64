import type { ItemInput, OwnAttributes } from '../item-input.ts';
import type { Expectation } from '../item-write.ts';
import type { ItemWriter } from '../item-writer.ts';

/** A new user; pending and not verified unless it says otherwise. */
export interface NewUser extends Omit<ItemInput<'Users'>, 'updatedBy' | 'reason'>, OwnAttributes {}

/** A user, and who acts. */
export interface UserAct {
  readonly userId: string;
  /** The admin or service whose doing it is. */
  readonly updatedBy?: string;
}

/** What happens to users, on the channel `users`. */
export function userActions(writer: ItemWriter) {
  // Whose doing a change is, and why, goes into its event: what an earlier one left there would
  // put it down to someone else.
  const change = async (
    { userId, updatedBy }: UserAct,
    set: Readonly<Record<string, unknown>>,
    expected: Expectation,
  ) => {
    const acted = { ...set, updatedBy };
    const ofThisChange = Object.keys(acted);
    return await writer.change({ table: 'Users', id: userId, set: acted, ofThisChange, expected });
  };
  return {
    /** USER_REGISTERED. A user who is there already stays as they are. */
    registered: async ({ own, ...user }: NewUser) =>
      await writer.create('Users', { ...own, status: 'pending', verified: false, ...user }),

    /** USER_VERIFIED. */
    verified: async (act: UserAct) =>
      await change(act, { verified: true }, { attribute: 'verified', isNot: [true] }),

    /** No event: a pending user is active from now on, and may bet. */
    activated: async (act: UserAct) =>
      await change(act, { status: 'active' }, { attribute: 'status', is: ['pending'] }),

    /** USER_BANNED. */
    banned: async ({ reason, ...act }: UserAct & { readonly reason?: string }) =>
      await change(act, { status: 'banned', reason }, { attribute: 'status', isNot: ['banned'] }),

    /** ADMIN_ACTION: a banned user is active again. */
    unbanned: async (act: UserAct) =>
      await change(act, { status: 'active' }, { attribute: 'status', is: ['banned'] }),

    /** ADMIN_ACTION: the user has another role. */
    roleChanged: async ({ role, ...act }: UserAct & { readonly role: string }) =>
      await change(act, { role }, { attribute: 'role', isNot: [role] }),
  };
}
