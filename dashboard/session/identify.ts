import { ManagementClient } from '../../clients/react/index.ts';
import { readSession, readToken, type SessionResult } from './session.ts';

/**
 * Who the deployment finds that somebody is, by their token. Only it knows where its provider's tokens
 * have the role, and whether it believes this one: so it is asked for a token of its own, which has the
 * role and the permissions that it found. `now` in milliseconds.
 */
export async function identify(
  text: string,
  managementUrl: string,
  now: number,
): Promise<SessionResult> {
  const read = readToken(text, now);
  if (read.kind === 'refused') return read;
  const { token, expiresAtMs } = read;
  const answer = await new ManagementClient(managementUrl, token).post<{ token: string }>(
    'token',
    {},
  );
  if (answer.kind === 'refused') {
    const { status, message } = answer.problem;
    const reason =
      status === undefined
        ? `The deployment did not answer: ${message}. Try again.`
        : `The deployment does not take this token: ${message}.`;
    return { kind: 'refused', reason };
  }
  const found = readSession(answer.data.token, now);
  return found.kind === 'session'
    ? { kind: 'session', session: { ...found.session, token, expiresAtMs } }
    : found;
}
