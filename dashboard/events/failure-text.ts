/** What went wrong in words, of a text or of a message with a code; nothing of anything else. */
export function failureText(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null)
    return error === undefined ? error : String(error);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const parts = [code, message].filter(part => ['string', 'number'].includes(typeof part));
  return parts.length === 0 ? undefined : parts.join(': ');
}
