import type { UserStatus } from '../wire/payload/users.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type UserItem = TableItem<'Users'>;

const known: KnownTransitions<UserStatus> = {
  pending: ['active', 'banned'],
  active: ['banned'],
  banned: ['active'],
};

/** The events of a write to Users, in the order of events.md. */
export function userEvents({ item, before }: Write<UserItem>): readonly StateEventDraft[] {
  if (before === undefined) return [registered(item)];
  return [
    ...(item.verified === true && before.verified !== true ? [verified(item)] : []),
    ...(item.status === 'banned' && before.status !== 'banned' ? [banned(item)] : []),
    ...(item.role === before.role ? [] : [roleChanged(item, before.role)]),
    ...statusActions(item, before.status),
  ];
}

function registered({ userId, username, role }: UserItem): StateEventDraft {
  const data = { userId, username, role };
  return { rule: 'registered', type: 'USER_REGISTERED', priority: 'low', data };
}

function verified({ userId, username, updatedBy }: UserItem): StateEventDraft {
  const data = { userId, username, updatedBy };
  return { rule: 'verified', type: 'USER_VERIFIED', priority: 'normal', data };
}

/** A user may have no status at all: its first is neither an admin's action nor a surprise. */
function statusActions(
  item: UserItem,
  oldStatus: UserStatus | undefined,
): readonly StateEventDraft[] {
  const { status } = item;
  if (oldStatus === undefined || status === undefined || status === oldStatus) return [];
  const surprise = surpriseAt(known, oldStatus, status);
  if (surprise.unexpected) return [adminAction(item, 'status_changed', surprise)];
  return oldStatus === 'banned' ? [adminAction(item, 'unbanned', {})] : [];
}

function banned({ userId, username, updatedBy, reason }: UserItem): StateEventDraft {
  const data = { userId, username, updatedBy, reason };
  return { rule: 'banned', type: 'USER_BANNED', priority: 'high', data };
}

function adminAction(
  { userId, updatedBy }: UserItem,
  action: 'unbanned' | 'status_changed',
  surprise: Surprise,
): StateEventDraft {
  const data = { ...surprise, userId, action, updatedBy };
  return { rule: 'status', type: 'ADMIN_ACTION', priority: 'high', data };
}

function roleChanged(
  { userId, role: newRole, updatedBy }: UserItem,
  oldRole: string | undefined,
): StateEventDraft {
  const data = { userId, action: 'role_changed' as const, oldRole, newRole, updatedBy };
  return { rule: 'role', type: 'ADMIN_ACTION', priority: 'high', data };
}
