import type { ChannelEvent } from './event.ts';
import { isStaff, type Role } from './role.ts';
import { isOpenTo } from './workflow.ts';

/** As a role of a target: everyone who is signed in, whatever their role. */
export const everyone = '*';

/** Who reads, as far as a target can name it. */
export interface Addressee {
  readonly userId: string;
  readonly role: Role;
  readonly connectionId: string;
  /** Names that the user has elsewhere, by which payment streams know them. @default - none */
  readonly addresses?: readonly string[] | undefined;
  /** As the token's claim has them. @default - none */
  readonly permissions?: readonly string[] | undefined;
}

/** Whether the event is addressed to someone rather than to every reader of its channel. */
export function isAddressed(event: ChannelEvent): boolean {
  const target = event.metadata?.target;
  return Boolean(target?.users?.length || target?.roles?.length || target?.connections?.length);
}

/** Whether the event names the reader: by user, role or connection, or with everyone signed in. */
export function isAddressedTo(event: ChannelEvent, reader: Addressee): boolean {
  const target = event.metadata?.target;
  return Boolean(
    target?.users?.includes(reader.userId) ||
      target?.roles?.includes(reader.role) ||
      target?.roles?.includes(everyone) ||
      target?.connections?.includes(reader.connectionId),
  );
}

/** By what payment streams name this user: its id, and each of its addresses. */
export function ownNames({
  userId,
  addresses = [],
}: Pick<Addressee, 'userId' | 'addresses'>): readonly string[] {
  return [userId, ...addresses];
}

/**
 * Whether the event is the reader's business, where its home lets not everyone see everything: that of
 * a payment stream is staff's and its two sides', that of a workflow with `visibleTo` theirs whom it
 * names, that of an operation on many staff's and whose who requested it. Of all other homes every
 * event is everyone's who may read the channel.
 */
export function concerns(event: ChannelEvent, reader: Addressee): boolean {
  const { sender, recipient, requestedBy, visibleTo } = event.data;
  if (event.channel === 'workflows' && !isOpenTo(visibleTo, reader)) return false;
  if (isStaff(reader.role) || isEveryones(event)) return true;
  if (event.channel === 'payment-streams') {
    return ownNames(reader).some(name => name === sender || name === recipient);
  }
  return reader.userId === requestedBy;
}

/** Whether the event is the business of all whom role and permissions let read it, whoever they are. */
export function isEveryones({ channel, type }: ChannelEvent): boolean {
  return channel !== 'payment-streams' && !type.startsWith('workflow.bulk_');
}
