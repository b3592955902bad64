import { Refused } from '../wire/refused.ts';
import type { LeaseDirectory, LeasedConnection } from './lease-directory.ts';

/** The index shows a connection a moment after it opened; so long an unknown one is looked for. */
export const indexPausesMs: readonly number[] = [100, 200, 300, 400];

/** What looking for a connection works with. */
export interface FindPorts {
  readonly directory: Pick<LeaseDirectory, 'find'>;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** The open connection of that id; refuses with CONNECTION_NOT_FOUND when there is none. */
export async function findConnection(id: string, ports: FindPorts): Promise<LeasedConnection> {
  const found = await lookForConnection(id, ports);
  if (found === undefined) throw notOpen(id);
  return found;
}

/** The open connection of that id, if there is one. */
export async function lookForConnection(
  id: string,
  { directory, pause }: FindPorts,
): Promise<LeasedConnection | undefined> {
  for (const pauseMs of [0, ...indexPausesMs]) {
    if (pauseMs > 0) await pause(pauseMs);
    const found = await directory.find(id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The refusal for a connection that is not open, or never was: both are answered alike. */
export function notOpen(id: string): Refused {
  const detail = `received ${id}, which is not open; expected the id of an open connection`;
  return new Refused('CONNECTION_NOT_FOUND', detail);
}
