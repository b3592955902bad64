import type { Identity } from './identity.ts';

/** What a token says by which events are judged, beside user and role. */
export interface ReaderClaims {
  readonly permissions?: readonly string[];
  readonly addresses?: readonly string[];
}

/** Those of an identity; what it does not have is left out. */
export function readerClaims({
  permissions,
  addresses,
}: Pick<Identity, 'permissions' | 'addresses'>): ReaderClaims {
  return {
    ...(permissions.length === 0 ? {} : { permissions }),
    ...(addresses === undefined ? {} : { addresses }),
  };
}
