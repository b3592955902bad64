import type { ReaderClaims } from '../auth/reader-claims.ts';
import type { ChannelFilters } from '../wire/channel-filters.ts';
import type {
  ConnectionChannel,
  ConnectionKind,
  ConnectionState,
} from '../wire/connection-state.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Role } from '../wire/role.ts';
import type { ClientLabel } from './client-label.ts';

/** One open connection, as its lease has it. Times are milliseconds since the Unix epoch. */
export interface Connection extends ClientLabel, ReaderClaims, ChannelFilters {
  readonly connectionId: string;
  readonly userId: string;
  readonly role: Role;
  readonly kind: ConnectionKind;
  readonly channel: ConnectionChannel;
  /** Of a Live stream: which channels it shows. */
  readonly channels?: readonly ChannelName[];
  readonly state: ConnectionState;
  readonly connectedAtMs: number;
  /** When its holder last reported. */
  readonly seenAtMs: number;
  /** When the lease ends by itself at the latest. */
  readonly expiresAtMs: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly clientId?: string;
  /** The `jti` of the token it was opened with, and of the session that token came from. */
  readonly tokenId?: string;
  readonly sessionId?: string;
}

/** The channels whose events a connection gets: a socket gets what its user would read in the inbox. */
export function shownChannels({
  channel,
  channels = [],
}: Pick<Connection, 'channel' | 'channels'>): readonly ChannelName[] {
  if (channel === 'live') return channels;
  return [channel === 'proposals' ? 'inbox' : channel];
}

/** The open connections of everyone; expired leases are left out. */
export interface ConnectionDirectory {
  /** By its id. Through an index, which lags a moment behind. */
  find(connectionId: string): Promise<Connection | undefined>;
  /** All of one user; sees every write committed before. */
  ofUser(userId: string): Promise<readonly Connection[]>;
  /** A page of one channel's, oldest first. Through an index, which lags a moment behind. */
  onChannel(
    channel: ConnectionChannel,
    page: { readonly limit: number; readonly next?: string },
  ): Promise<{ readonly connections: readonly Connection[]; readonly next?: string }>;
}
