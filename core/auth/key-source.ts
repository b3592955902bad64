import { errors } from 'jose';

/** Where a key that verifies tokens comes from. It is kept here, and replaced there now and then. */
export interface KeySource<Key> {
  /** The key as it is known; cheap to call on every request. Rejects when there is none to be had. */
  known(): Promise<Key>;
  /**
   * The key as it is now, for a token that the known one does not verify; `undefined` when the source
   * was asked often enough of late. Rejects when it cannot be had: then nobody knows what holds.
   */
  renewed(): Promise<Key | undefined>;
  /** Asks the source; rejects when it cannot be had, and keeps what is known. */
  check(): Promise<void>;
}

/** How long a known key serves on while its source cannot be had. */
export const staleKeyMs = 3_600_000;

/**
 * What `verify` makes of a token with the known key; with the renewed one when the known does not fit,
 * for the token may be of a key that has been in use since the last look.
 */
export async function verifiedWith<Key, Result>(
  source: KeySource<Key>,
  verify: (key: Key) => Promise<Result>,
): Promise<Result> {
  try {
    return await verify(await source.known());
  } catch (error) {
    if (!isOfAnotherKey(error)) throw error;
    const renewed = await source.renewed();
    if (renewed === undefined) throw error;
    return await verify(renewed);
  }
}

/** Whether another key might verify the token. */
export function isOfAnotherKey(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey
  );
}
