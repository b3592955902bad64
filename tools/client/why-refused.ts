import { cutText } from '../../core/wire/cut-text.ts';

/** Why a token is refused. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/**
 * A socket's handshake is refused without a word: the same token is shown where refusals have one.
 * `undefined`: it is not refused there, or nobody answers.
 */
export async function whyRefused(
  pollUrl: string,
  token: string,
  timeoutMs: number,
): Promise<Refusal | undefined> {
  const url = new URL(pollUrl);
  url.searchParams.set('channel', 'inbox');
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 401) return undefined;
    const { code, detail } = (await response.json()) as { code?: unknown; detail?: unknown };
    return typeof code === 'string'
      ? { code, message: cutText(String(detail ?? code), 500) }
      : undefined;
  } catch {
    return undefined;
  }
}
