import { Badge, Box, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconLock, IconSwords } from '@tabler/icons-react';
import { useMemo } from 'react';
import { type ChannelStatus, type FeedView, useFeedView } from '../../clients/react/index.ts';
import { ProblemLine } from '../channel/problem-line.tsx';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeed, useFeedOf } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { OnItsWay } from '../parts/on-its-way.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useNow } from '../parts/use-now.ts';
import { type FeedCoverage, feedCoverage } from './feed-coverage.ts';
import { type Fight, type FightState, fightBoard, maxEnded } from './fight-board.ts';
import { FightCard } from './fight-card.tsx';
import { GapLine } from './gap-line.tsx';

const columns: readonly {
  readonly title: string;
  readonly states: readonly FightState[];
  readonly color: string;
  readonly empty: string;
}[] = [
  {
    title: 'Bets are open',
    states: ['betting'],
    color: 'teal',
    empty: 'No fight with open bets in the latest events.',
  },
  {
    title: 'In the ring',
    states: ['live'],
    color: 'red',
    empty: 'No live fight in the latest events.',
  },
  {
    title: 'Coming up',
    states: ['upcoming'],
    color: 'blue',
    empty: 'No upcoming fight in the latest events.',
  },
  {
    title: 'Over',
    states: ['completed', 'cancelled'],
    color: 'gray',
    empty: 'No finished fight in the latest events.',
  },
];

const shownPerColumn = 8;

/** The night's fights by state, from the events of two channels. */
export default function FightsPage() {
  const fights = useFeed('fights');
  const fightsView = useFeedView(fights);
  const betsView = useFeedOf('bets');
  const now = useNow(1_000);
  const known = useFeedCoverage(fightsView);
  const bets = useFeedCoverage(betsView);
  const board = useMemo(
    () => fightBoard([...known.events, ...bets.events]),
    [known.events, bets.events],
  );
  if (fights === undefined || fightsView === undefined) {
    return (
      <Notice icon={<IconLock size={26} />} title="The fights are not open to your role">
        Admins and operators read them. Sign in as one of them.
      </Notice>
    );
  }
  return (
    <>
      <PageHead
        title="Fights"
        description="Based on the most recent events; anything older is not shown"
      >
        <StateBadge view={fightsView} />
      </PageHead>
      <Box mb="md">
        <ProblemLine view={fightsView} feed={fights} />
      </Box>
      {(known.hasGap || bets.hasGap) && <GapLine />}
      {board.size === 0 ? (
        <NoFight status={fightsView.status} />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, xl: 4 }} spacing="md">
          {columns.map(column => (
            <Column
              key={column.title}
              column={column}
              fights={of(board, column.states)}
              betsSinceMs={bets.sinceMs}
              now={now}
            />
          ))}
        </SimpleGrid>
      )}
    </>
  );
}

function useFeedCoverage(view: FeedView | undefined): FeedCoverage {
  return useMemo(() => feedCoverage(view?.entries, view?.status), [view?.entries, view?.status]);
}

/** Only where events arrive is no event the same as no fight. */
function NoFight({ status }: { readonly status: ChannelStatus }) {
  if (status === 'stopped') return null;
  if (status !== 'open' && status !== 'polling') {
    return <OnItsWay>Loading the latest events…</OnItsWay>;
  }
  return (
    <Notice icon={<IconSwords size={26} />} title="No fights yet">
      A fight appears as soon as a backend writes one to the table Fights. On your own machine,{' '}
      <code>npm run demo</code> plays a derby night.
    </Notice>
  );
}

/** Newest change first. */
function of(board: ReadonlyMap<string, Fight>, states: readonly FightState[]): readonly Fight[] {
  return [...board.values()]
    .filter(({ state }) => states.includes(state))
    .sort((one, other) => other.changedAtMs - one.changedAtMs);
}

interface ColumnProps {
  readonly column: (typeof columns)[number];
  readonly fights: readonly Fight[];
  readonly betsSinceMs: number;
  readonly now: number;
}

function Column({ column, fights, betsSinceMs, now }: ColumnProps) {
  const rest = fights.length - shownPerColumn;
  // The board lets the oldest of those that ended go.
  const isCut = column.states.includes('completed') && fights.length === maxEnded;
  return (
    <Stack gap="sm" component="section" aria-label={column.title}>
      <Group gap="xs">
        <Box w={10} h={10} bg={`${column.color}.6`} className="round" />
        <Title order={2} fz="md" fw={600}>
          {column.title}
        </Title>
        <Badge variant="default" size="sm">
          {isCut ? `${maxEnded}+` : fights.length}
        </Badge>
      </Group>
      {fights.slice(0, shownPerColumn).map(fight => (
        <FightCard key={fight.fightId} fight={fight} betsSinceMs={betsSinceMs} now={now} />
      ))}
      {fights.length === 0 && (
        <Text fz="sm" c="dimmed" className="empty-column">
          {column.empty}
        </Text>
      )}
      {rest > 0 && (
        <Text fz="xs" c="dimmed">
          and {isCut ? 'at least ' : ''}
          {rest} more
        </Text>
      )}
    </Stack>
  );
}
