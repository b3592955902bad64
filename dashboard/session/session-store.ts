import { create } from 'zustand';
import { freshToken } from './deployment.ts';
import { readSession, type Session } from './session.ts';

interface SessionState {
  readonly session: Session | undefined;
  /** Why the last session ended, when it was not by the person. */
  readonly ended: string | undefined;
  /** Why the server takes the token no more: nothing new arrives since. */
  readonly refused: string | undefined;
  signIn(session: Session): void;
  signOut(why?: string): void;
  refuse(why: string): void;
  /** Takes another token of the same person, if there is one to be had. */
  renew(): Promise<void>;
}

const storageKey = 'gallobets-token';

/** For this tab and until it closes: another window may be somebody else. */
export const useSessionStore = create<SessionState>((set, get) => ({
  session: remembered(),
  ended: undefined,
  refused: undefined,
  signIn(session) {
    sessionStorage.setItem(storageKey, session.token);
    set({ session, ended: undefined, refused: undefined });
  },
  signOut(why) {
    sessionStorage.removeItem(storageKey);
    set({ session: undefined, ended: why, refused: undefined });
  },
  refuse(why) {
    if (get().session !== undefined) set({ refused: why });
  },
  async renew() {
    const { session, signIn } = get();
    const token = session && (await freshToken(session));
    const result = token === undefined ? undefined : readSession(token, Date.now());
    // Meanwhile they may have signed out, or somebody else in.
    if (result?.kind === 'session' && get().session === session) signIn(result.session);
  },
}));

function remembered(): Session | undefined {
  const token = sessionStorage.getItem(storageKey);
  const result = token === null ? undefined : readSession(token, Date.now());
  return result?.kind === 'session' ? result.session : undefined;
}
