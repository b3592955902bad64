import type { TokenGiver } from '../../clients/browser/index.ts';

/** A token that lasts, made anew at half its life, or where it was refused: a replay may take longer. */
export function ownToken(
  sign: (ttlSeconds: number) => Promise<string>,
  { ttlSeconds, now }: { readonly ttlSeconds: number; readonly now: () => number },
): TokenGiver {
  let token = '';
  let renewAtMs = 0;
  return async ({ fresh }) => {
    if (fresh || now() >= renewAtMs) {
      token = await sign(ttlSeconds);
      renewAtMs = now() + (ttlSeconds * 1_000) / 2;
    }
    return token;
  };
}
