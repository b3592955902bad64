/**
 * The id of the proposal that this user makes with this request: always the same, so that a request
 * sent twice, at once or after a reconnect, makes one proposal.
 */
export async function proposalIdFor(userId: string, requestId: string): Promise<string> {
  // Neither part can contain NUL, so no two pairs share a text.
  const text = new TextEncoder().encode(`${userId}\0${requestId}`);
  const digest = await globalThis.crypto.subtle.digest('SHA-256', text);
  const hex = Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0'));
  return `p-${hex.join('')}`;
}
