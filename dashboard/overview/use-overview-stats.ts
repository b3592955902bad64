import { useEffect, useState } from 'react';
import { type ManagementQuery, type Stats, useManagementQuery } from '../../clients/react/index.ts';
import { isCurrent } from '../parts/is-current.ts';
import { useNow } from '../parts/use-now.ts';
import { isStaff } from '../session/is-staff.ts';
import { useSessionStore } from '../session/session-store.ts';
import { type Minute, withMinutes } from './minutes.ts';

const everyMs = 5_000;

/** What all environments together have counted, for whoever may know it. */
export interface OverviewStats {
  readonly query: ManagementQuery<Stats>;
  /** The last answer, as long as it says how it is now. */
  readonly current: Stats | undefined;
  /** The whole minutes that are known, oldest first. */
  readonly minutes: readonly Minute[];
}

/** Asks again and again; for the staff only, so nobody else is to be refused: undefined for others. */
export function useOverviewStats(): OverviewStats | undefined {
  const role = useSessionStore(({ session }) => session?.role);
  const isRefused = useSessionStore(({ refused }) => refused !== undefined);
  const mayKnow = role !== undefined && isStaff(role);
  const query = useManagementQuery<Stats>(
    'stats',
    {},
    { everyMs, isWanted: mayKnow && !isRefused },
  );
  const { data } = query;
  const [minutes, setMinutes] = useState<readonly Minute[]>([]);
  const now = useNow(everyMs);
  useEffect(() => {
    if (data !== undefined) setMinutes(known => withMinutes(known, data));
  }, [data]);
  if (!mayKnow) return undefined;
  const current = !isRefused && isCurrent(query, everyMs, now) ? data : undefined;
  return { query, current, minutes };
}
