import type { Addressee } from '../wire/addressee.ts';
import type { ChannelName } from '../wire/event.ts';
import type { StateEventType } from '../wire/payloads.ts';
import type { StaffRole } from '../wire/role.ts';

/** A log that readers subscribe to: who may, and what is written to it. */
export interface Channel {
  readonly name: ChannelName;
  /** How the channel's name stands in stack outputs: `System` in `SystemChannelUrl`. */
  readonly title: string;
  /** The roles that may read it, or every signed-in user, whatever the role. */
  readonly readers: readonly StaffRole[] | 'signed-in';
  /** Whoever has it in the claim `permissions` may read too. @default - the role alone counts */
  readonly permission?: string;
  /** The event types at home here (events.md); the Outbox may bring others. */
  readonly eventTypes: readonly StateEventType[];
}

/** Events addressed to someone, whoever they are; sockets get them too. */
export const inbox = {
  name: 'inbox',
  title: 'Inbox',
  readers: 'signed-in',
  eventTypes: [],
} as const satisfies Channel;

/**
 * The channels that are served, each by its own function and URL. Adding a channel is adding an
 * entry: the stack, the roles and the logs all follow this list.
 */
export const channels = [
  {
    name: 'system',
    title: 'System',
    readers: ['admin', 'operator'],
    eventTypes: [
      'SYSTEM_STATUS',
      'DATABASE_PERFORMANCE',
      'SYSTEM_MAINTENANCE',
      'webhook.exhausted',
      'webhook.recovered',
      'webhook.disabled',
    ],
  },
  {
    name: 'fights',
    title: 'Fights',
    readers: ['admin', 'operator'],
    eventTypes: [
      'FIGHT_CREATED',
      'FIGHT_STATUS_UPDATE',
      'BETTING_WINDOW_OPENED',
      'BETTING_WINDOW_CLOSED',
    ],
  },
  {
    name: 'bets',
    title: 'Bets',
    readers: ['admin', 'operator'],
    eventTypes: ['NEW_BET', 'BET_MATCHED', 'PAGO_PROPOSAL', 'DOY_PROPOSAL'],
  },
  {
    name: 'users',
    title: 'Users',
    readers: ['admin'],
    eventTypes: ['USER_REGISTERED', 'USER_VERIFIED', 'USER_BANNED', 'ADMIN_ACTION'],
  },
  {
    name: 'finance',
    title: 'Finance',
    readers: ['admin'],
    eventTypes: ['WALLET_TRANSACTION', 'PAYMENT_PROCESSED', 'PAYOUT_PROCESSED'],
  },
  {
    name: 'streaming',
    title: 'Streaming',
    readers: ['admin', 'operator'],
    eventTypes: ['STREAM_STARTED', 'STREAM_ENDED', 'STREAM_ERROR', 'VIEWER_COUNT_UPDATE'],
  },
  {
    name: 'payment-streams',
    title: 'PaymentStreams',
    readers: 'signed-in',
    eventTypes: [
      'stream.created',
      'stream.topped_up',
      'stream.withdrawn',
      'stream.cancelled',
      'stream.completed',
      'stream.paused',
      'stream.resumed',
      'stream.rate_changed',
      'stream.depleting',
      'stream.depleted',
    ],
  },
  {
    name: 'workflows',
    title: 'Workflows',
    readers: ['admin', 'operator'],
    permission: 'workflow:read',
    eventTypes: [
      'workflow.created',
      'workflow.updated',
      'workflow.approved',
      'workflow.rejected',
      'workflow.cancelled',
      'workflow.overdue',
      'workflow.reminder',
      'workflow.escalated',
      'workflow.bulk_progress',
      'workflow.bulk_completed',
    ],
  },
  {
    name: 'notifications',
    title: 'Notifications',
    readers: ['admin', 'operator'],
    eventTypes: [],
  },
  {
    name: 'global',
    title: 'Global',
    readers: ['admin'],
    eventTypes: [],
  },
  inbox,
] as const satisfies readonly Channel[];

const byName: ReadonlyMap<string, Channel> = new Map(
  channels.map((channel: Channel) => [channel.name, channel]),
);

const homes: ReadonlyMap<StateEventType, ChannelName> = new Map(
  channels.flatMap(({ name, eventTypes }: Channel) =>
    eventTypes.map(type => [type, name] as const),
  ),
);

/** Whether only a change of state makes events of this type: those have a home. */
export function hasHome(type: string): type is StateEventType {
  return (homes as ReadonlyMap<string, ChannelName>).has(type);
}

/** The channel at which the event type is at home. */
export function homeOf(type: StateEventType): ChannelName {
  const home = homes.get(type);
  if (home === undefined) throw new TypeError(`no channel lists ${type} among its event types`);
  return home;
}

/** The served channel of that name, or `undefined`. */
export function servedChannel(name: string): Channel | undefined {
  return byName.get(name);
}

/**
 * Whether role or permissions let someone read the channel. A channel that nobody declared is read by
 * nobody.
 */
export function mayRead(
  channel: ChannelName,
  { role, permissions = [] }: Pick<Addressee, 'role' | 'permissions'>,
): boolean {
  const declared = byName.get(channel);
  if (declared === undefined) return false;
  const { readers, permission } = declared;
  if (readers === 'signed-in' || readers.some(reader => reader === role)) return true;
  return permission !== undefined && permissions.includes(permission);
}
