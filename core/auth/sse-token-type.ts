import { decodeProtectedHeader } from 'jose';
import { maxTokenLength } from './token-verdict.ts';

/** The `typ` that sets SSE tokens apart from all others (RFC 8725, 3.11). */
export const sseTokenType = 'sse+jwt';

/**
 * Whether the token says that it is an SSE token. Nothing has verified that yet: it only decides by
 * which rules the token is judged, and each rule refuses the tokens of the other.
 */
export function isSseToken(token: string): boolean {
  if (token.length > maxTokenLength) return false;
  try {
    const { typ } = decodeProtectedHeader(token);
    // A media type: in any case, and with or without its prefix (RFC 7515, 4.1.9).
    return typ?.toLowerCase().replace(/^application\//, '') === sseTokenType;
  } catch {
    return false;
  }
}
