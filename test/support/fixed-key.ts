import type { KeySource } from '../../core/auth/key-source.ts';
import type { Secrets } from '../../core/auth/secrets.ts';

/** A key that is never replaced. */
export function fixedKey<Key>(key: Key): KeySource<Key> {
  return { known: async () => key, renewed: async () => undefined, check: async () => undefined };
}

/** A secret that never was replaced, and never is. */
export function fixedSecret(current: Uint8Array): KeySource<Secrets> {
  return fixedKey({ current });
}

/** A key that cannot be had. */
export function missingKey(error: unknown): KeySource<never> {
  const fail = () => Promise.reject(error);
  return { known: fail, renewed: fail, check: fail };
}
