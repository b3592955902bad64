import { useCallback } from 'react';
import type { TokenSource } from '../browser/index.ts';
import { useLatest } from './use-latest.ts';

/**
 * The token, for a connection that outlives the rendering: one that is a function is another one
 * with each rendering, and the newest is asked, which knows who is signed in now.
 */
export function useLatestToken(token: TokenSource | undefined): TokenSource | undefined {
  const latest = useLatest(token);
  const ask = useCallback(
    async (need: { readonly fresh: boolean }): Promise<string> => {
      const { current } = latest;
      return typeof current === 'function' ? await current(need) : (current ?? '');
    },
    [latest],
  );
  return typeof token === 'function' ? ask : token;
}

/** What of a token makes another connection: its text, or that there is a function now, or none. */
export const tokenKey = (token: TokenSource | undefined): unknown =>
  typeof token === 'function' ? ['function'] : token;
