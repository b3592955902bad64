import { hexOf, sha256 } from '../digest.ts';

/**
 * The id of the proposal that this user makes with this request: always the same, so that a request
 * sent twice, at once or after a reconnect, makes one proposal.
 */
export async function proposalIdFor(userId: string, requestId: string): Promise<string> {
  // Neither part can contain NUL, so no two pairs share a text.
  return `p-${hexOf(await sha256(`${userId}\0${requestId}`))}`;
}
