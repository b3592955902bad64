import { create } from 'zustand';
import { freshToken } from './deployment.ts';
import { readSession, readToken, type Session } from './session.ts';

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

/** Beside the token: what the deployment found, where the token itself does not say it. */
const sessionKey = 'gallobets-session';

/** For this tab and until it closes: another window may be somebody else. */
export const useSessionStore = create<SessionState>((set, get) => ({
  session: remembered(),
  ended: undefined,
  refused: undefined,
  signIn(session) {
    sessionStorage.setItem(storageKey, session.token);
    sessionStorage.setItem(sessionKey, JSON.stringify(session));
    set({ session, ended: undefined, refused: undefined });
  },
  signOut(why) {
    sessionStorage.removeItem(storageKey);
    sessionStorage.removeItem(sessionKey);
    set({ session: undefined, ended: why, refused: undefined });
  },
  refuse(why) {
    if (get().session !== undefined) set({ refused: why });
  },
  async renew() {
    const { session, signIn } = get();
    const token = session && (await freshToken(session));
    const read = token === undefined ? undefined : readToken(token, Date.now());
    if (session === undefined || read?.kind !== 'token') return;
    // Meanwhile they may have signed out, or somebody else in.
    if (get().session === session) signIn({ ...session, ...fresh(read) });
  },
}));

const fresh = ({ token, expiresAtMs }: Pick<Session, 'token' | 'expiresAtMs'>) => ({
  token,
  expiresAtMs,
});

function remembered(): Session | undefined {
  const token = sessionStorage.getItem(storageKey);
  if (token === null) return undefined;
  const read = readToken(token, Date.now());
  if (read.kind === 'refused') return undefined;
  const found = foundBefore();
  if (found?.token === read.token) return found;
  const result = readSession(token, Date.now());
  return result.kind === 'session' ? result.session : undefined;
}

/** Only this page writes it. */
function foundBefore(): Session | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(sessionKey) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
