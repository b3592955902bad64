import { isMeantFor, type Revocation } from '../auth/revocation.ts';
import type { EndConnection } from './end-connection.ts';
import type { LeaseDirectory } from './lease-directory.ts';

/** What ending connections takes. */
export interface EndRevokedPorts {
  readonly directory: Pick<LeaseDirectory, 'ofUser'>;
  readonly endConnection: EndConnection;
}

/**
 * Ends the open connections that the revocation is meant for, and says how many. It must be written
 * before: whoever connects from then on finds it, and whoever did before is found here.
 */
export async function endRevoked(
  revocation: Revocation,
  { directory, endConnection }: EndRevokedPorts,
): Promise<number> {
  const connections = await directory.ofUser(revocation.userId);
  const meant = connections.filter(({ tokenId, sessionId }) =>
    isMeantFor(revocation, { tokenId, sessionId }),
  );
  const ended = await Promise.all(meant.map(connection => endConnection(connection, 'revoked')));
  return ended.filter(Boolean).length;
}
