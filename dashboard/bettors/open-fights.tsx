import { type ReactNode, useMemo } from 'react';
import { useSSE } from '../../clients/react/index.ts';
import { fightBoard } from '../fights/fight-board.ts';

interface OpenFightsProps {
  readonly token: string;
  readonly children: (fightIds: readonly string[]) => ReactNode;
}

/** The fights for which bets are open, newest first, read by somebody who may. */
export function OpenFights({ token, children }: OpenFightsProps) {
  const { events } = useSSE({ channel: 'fights', token, limit: 300 });
  const fightIds = useMemo(
    () =>
      [...fightBoard(events).values()]
        .filter(({ state }) => state === 'betting')
        .sort((one, other) => other.changedAtMs - one.changedAtMs)
        .map(({ fightId }) => fightId),
    [events],
  );
  return <>{children(fightIds)}</>;
}
