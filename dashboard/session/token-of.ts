import type { TokenSource } from '../../clients/react/index.ts';
import { type DemoPerson, freshToken } from './deployment.ts';
import { useSessionStore } from './session-store.ts';

/**
 * The token of whoever is signed in. Once it is refused, another one of the same person is asked for
 * where there is somebody to ask: a local host that began anew does not take what it signed before.
 */
export const sessionToken: TokenSource = async ({ fresh }) => {
  if (fresh) await useSessionStore.getState().renew();
  const { session } = useSessionStore.getState();
  if (session === undefined) throw new Error('nobody is signed in any more');
  return session.token;
};

/** The same of a person of the demo, who need not be the one that is signed in. */
export function tokenOf(person: DemoPerson): TokenSource {
  let { token } = person;
  return async ({ fresh }) => {
    if (fresh) token = (await freshToken(person)) ?? token;
    return token;
  };
}
