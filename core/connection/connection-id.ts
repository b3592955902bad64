import { hexOf, sha256 } from '../digest.ts';

const separator = '.';
/** 128 bits: nobody finds another user id that gives the same. */
const digestBytes = 16;

/**
 * The id of the connection of this name and this user: `<name>.<digest of both>`. Whose it is can be
 * checked by the id alone, long after the connection and its row are gone.
 */
export async function connectionIdOf(name: string, userId: string): Promise<string> {
  // Neither part can contain NUL, so no two pairs share a text.
  const digest = await sha256(`${name}\0${userId}`);
  return `${name}${separator}${hexOf(digest.slice(0, digestBytes))}`;
}

/** Whether such an id was given to a connection of this user, or to none at all. */
export async function isConnectionOf(connectionId: string, userId: string): Promise<boolean> {
  return connectionId === (await connectionIdOf(connectionName(connectionId), userId));
}

/** What the connection is called where it was made: a socket's id at API Gateway. */
export function connectionName(connectionId: string): string {
  const at = connectionId.lastIndexOf(separator);
  return at === -1 ? connectionId : connectionId.slice(0, at);
}
