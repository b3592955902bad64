import type { TokenHolder } from '../../tools/token-signer.ts';
import type { LoadPlan, PlannedReader } from './load-plan.ts';

/**
 * Who follows: bettors who say nothing and get their own; bettors who name streams; staff who name
 * users; staff who name nothing, and get everything.
 */
export const readerKinds = ['own', 'streams', 'users', 'all'] as const;

export type ReaderKind = (typeof readerKinds)[number];

/** A reader of some kind: its token's holder, its parameters, and the streams whose events it must get. */
export interface LoadReader {
  readonly holder: TokenHolder;
  readonly parameters: readonly (readonly [string, string])[];
  readonly expects: ReadonlySet<string>;
}

const mostNamed = 20;
const foreignNamed = 3;

/** That reader of the plan, as a reader of this kind. */
export function loadReader(
  kind: ReaderKind,
  { userId, address, own }: PlannedReader,
  { streams }: LoadPlan,
): LoadReader {
  const bettor = { sub: userId, role: 'bettor', addresses: [address], ttlSeconds: 3_600 };
  const staff = { sub: `${userId}-staff`, role: 'operator', ttlSeconds: 3_600 };
  switch (kind) {
    case 'own':
      return { holder: bettor, parameters: [], expects: own };
    case 'streams': {
      const named = [...own].slice(0, mostNamed);
      const foreign = streams.filter(({ streamId }) => !own.has(streamId)).slice(0, foreignNamed);
      const ids = [...named, ...foreign.map(({ streamId }) => streamId)];
      const parameters = ids.map(id => ['streams', id] as const);
      return { holder: bettor, parameters, expects: new Set(named) };
    }
    case 'users': {
      const parameters = [userId, address].map(name => ['users', name] as const);
      return { holder: staff, parameters, expects: own };
    }
    case 'all': {
      const expects = new Set(streams.map(({ streamId }) => streamId));
      return { holder: staff, parameters: [], expects };
    }
  }
}
