import { Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { span } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import type { DemoPerson } from '../session/deployment.ts';
import type { Session } from '../session/session.ts';
import { useDemoPeople, useDeployment } from '../session/use-deployment.ts';
import { BettorPanel } from './bettor-panel.tsx';
import { type FightsForBets, noFights, OpenFights } from './open-fights.tsx';

interface BettorsPageProps {
  readonly session: Session;
}

/** Proposals as bettors see them: on one's own machine two of them side by side. */
export default function BettorsPage({ session }: BettorsPageProps) {
  const people = useDemoPeople();
  const bettors = people.filter(({ role }) => role === 'bettor');
  const scout = people.find(({ role }) => role === 'operator');
  const sides = sidesOf(session, bettors);
  if (sides.length === 0) {
    return (
      <Notice icon={<IconUsersGroup size={26} />} title="Only bettors make proposals">
        Sign in with a bettor’s token. To see both sides, open a second window with another one.
      </Notice>
    );
  }
  const page = (fights: FightsForBets) => <Sides sides={sides} fights={fights} />;
  return (
    <>
      <PageHead
        title="Proposals"
        description={
          sides.length > 1
            ? 'Two bettors and their sockets, side by side: what one does, the other sees'
            : 'Yours, live'
        }
      />
      {scout === undefined ? page(noFights) : <OpenFights scout={scout}>{page}</OpenFights>}
    </>
  );
}

/** Whoever is signed in comes first, if that is a bettor; a second one is somebody else. */
function sidesOf(
  { userId, role, token }: Session,
  bettors: readonly DemoPerson[],
): readonly DemoPerson[] {
  if (role !== 'bettor') return bettors.slice(0, 2);
  const others = bettors.filter(other => other.userId !== userId);
  return [{ userId, role, token }, ...others].slice(0, 2);
}

interface SidesProps {
  readonly sides: readonly DemoPerson[];
  readonly fights: FightsForBets;
}

function Sides({ sides, fights }: SidesProps) {
  const { proposalTimeoutSeconds } = useDeployment();
  const { open: fightIds, past } = fights;
  const [chosenFight, setChosenFight] = useState<string>();
  // A window that has closed is no choice any more; where none is known, what was typed stays.
  const isOpen = fightIds.length === 0 || fightIds.includes(chosenFight ?? '');
  const fightId = (isOpen ? chosenFight : undefined) ?? fightIds[0] ?? '';
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: sides.length }} spacing="md">
        {sides.map((bettor, at) => (
          <BettorPanel
            key={bettor.userId}
            bettor={bettor}
            color={at === 0 ? 'blue' : 'grape'}
            opponent={sides[1 - at]?.userId}
            fightIds={fightIds}
            fightId={fightId}
            pastFightIds={past}
            onFight={setChosenFight}
          />
        ))}
      </SimpleGrid>
      <Paper withBorder p="sm" className="card">
        <Text fz="xs" c="dimmed">
          A proposal can be made and accepted while bets are open for its fight, and waits for{' '}
          {span(proposalTimeoutSeconds)}. After that it ends by itself, even if every page is
          closed.
        </Text>
      </Paper>
    </Stack>
  );
}
