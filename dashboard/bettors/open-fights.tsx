import { type ReactNode, useMemo } from 'react';
import { useSSE } from '../../clients/react/index.ts';
import { fightBoard } from '../fights/fight-board.ts';
import { HoleLine } from '../fights/hole-line.tsx';
import { knownEvents } from '../fights/known-events.ts';
import type { DemoPerson } from '../session/deployment.ts';
import { tokenOf } from '../session/token-of.ts';

interface OpenFightsProps {
  readonly scout: DemoPerson;
  readonly children: (fightIds: readonly string[]) => ReactNode;
}

/** The fights for which bets are open, newest first, read by somebody who may. */
export function OpenFights({ scout, children }: OpenFightsProps) {
  const token = useMemo(() => tokenOf(scout), [scout]);
  const { entries, status } = useSSE({ channel: 'fights', token, limit: 300 });
  const { events, hasHole } = useMemo(() => knownEvents(entries, status), [entries, status]);
  const fightIds = useMemo(
    () =>
      [...fightBoard(events).values()]
        .filter(({ state }) => state === 'betting')
        .sort((one, other) => other.changedAtMs - one.changedAtMs)
        .map(({ fightId }) => fightId),
    [events],
  );
  return (
    <>
      {hasHole && <HoleLine />}
      {children(fightIds)}
    </>
  );
}
