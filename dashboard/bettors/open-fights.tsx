import { type ReactNode, useMemo } from 'react';
import { useSSE } from '../../clients/react/index.ts';
import { feedCoverage } from '../fights/feed-coverage.ts';
import { fightBoard, isPastBets } from '../fights/fight-board.ts';
import { GapLine } from '../fights/gap-line.tsx';
import type { DemoPerson } from '../session/deployment.ts';
import { tokenOf } from '../session/token-of.ts';

/** The fights of which something is known, as far as a proposal goes. */
export interface FightsForBets {
  /** Those for which bets are open, newest first. */
  readonly open: readonly string[];
  /** Those for which they were, and are no more. */
  readonly past: ReadonlySet<string>;
}

/** Where nobody may read them. */
export const noFights: FightsForBets = { open: [], past: new Set() };

interface OpenFightsProps {
  readonly scout: DemoPerson;
  readonly children: (fights: FightsForBets) => ReactNode;
}

/** The fights for which bets are open, and those for which they no more are, read by somebody who may. */
export function OpenFights({ scout, children }: OpenFightsProps) {
  const token = useMemo(() => tokenOf(scout), [scout]);
  const { entries, status } = useSSE({ channel: 'fights', token, limit: 300 });
  const { events, hasGap } = useMemo(() => feedCoverage(entries, status), [entries, status]);
  const fights = useMemo<FightsForBets>(() => {
    const known = [...fightBoard(events).values()];
    const open = known
      .filter(({ state }) => state === 'betting')
      .sort((one, other) => other.changedAtMs - one.changedAtMs);
    const past = known.filter(({ state }) => isPastBets(state));
    return {
      open: open.map(({ fightId }) => fightId),
      past: new Set(past.map(({ fightId }) => fightId)),
    };
  }, [events]);
  return (
    <>
      {hasGap && <GapLine />}
      {children(fights)}
    </>
  );
}
