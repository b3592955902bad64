import type { ConnectionChannel } from '../wire/connection-state.ts';
import type { Connection, ConnectionDirectory } from './connection.ts';

/** A connection, and which lease of its user's it holds. */
export interface LeasedConnection extends Connection {
  readonly leaseId: string;
}

/** Some connections, and where the page after them begins. */
export interface ConnectionPage {
  readonly connections: readonly LeasedConnection[];
  readonly next?: string;
}

/** The directory, with what ends a connection: its lease and its tokens. */
export interface LeaseDirectory extends ConnectionDirectory {
  find(connectionId: string): Promise<LeasedConnection | undefined>;
  ofUser(userId: string): Promise<readonly LeasedConnection[]>;
  /** @throws AppError INPUT_INVALID for a `next` that is none of ours */
  onChannel(
    channel: ConnectionChannel,
    page: { readonly limit: number; readonly next?: string },
  ): Promise<ConnectionPage>;
}
