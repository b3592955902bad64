import { create } from 'zustand';
import { readSession, type Session } from './session.ts';

interface SessionState {
  readonly session: Session | undefined;
  /** Why the last session ended, when it was not by the person. */
  readonly ended: string | undefined;
  signIn(session: Session): void;
  signOut(why?: string): void;
}

const storageKey = 'gallobets-token';

/** For this tab and until it closes: another window may be somebody else. */
export const useSessionStore = create<SessionState>(set => ({
  session: remembered(),
  ended: undefined,
  signIn(session) {
    sessionStorage.setItem(storageKey, session.token);
    set({ session, ended: undefined });
  },
  signOut(why) {
    sessionStorage.removeItem(storageKey);
    set({ session: undefined, ended: why });
  },
}));

function remembered(): Session | undefined {
  const token = sessionStorage.getItem(storageKey);
  const result = token === null ? undefined : readSession(token, Date.now());
  return result?.kind === 'session' ? result.session : undefined;
}
