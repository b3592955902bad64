import { Avatar, Badge, Group, Paper, Stack, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useProposals } from '../../clients/react/index.ts';
import { useNow } from '../parts/use-now.ts';
import type { DemoPerson } from '../session/deployment.ts';
import { tokenOf } from '../session/token-of.ts';
import { DecidedLine } from './decided-line.tsx';
import { PendingLists } from './pending-lists.tsx';
import { ProposalForm } from './proposal-form.tsx';

interface BettorPanelProps {
  readonly bettor: DemoPerson;
  readonly color: string;
  readonly opponent: string | undefined;
  readonly fightIds: readonly string[];
  readonly fightId: string;
  /** What is proposed for these can be accepted no more. */
  readonly pastFightIds: ReadonlySet<string>;
  readonly onFight: (fightId: string) => void;
}

const decidedShown = 6;

const states: Readonly<Record<string, { readonly label: string; readonly color: string }>> = {
  open: { label: 'Connected', color: 'teal' },
  connecting: { label: 'Connecting', color: 'blue' },
  waiting: { label: 'Reconnecting', color: 'orange' },
  offline: { label: 'Offline', color: 'orange' },
  stopped: { label: 'Stopped', color: 'red' },
};

/** One bettor's side: what is proposed to and by them, and what they can do about it. */
export function BettorPanel(props: BettorPanelProps) {
  const { bettor, color, opponent, fightIds, fightId, pastFightIds, onFight } = props;
  const token = useMemo(() => tokenOf(bettor), [bettor]);
  const book = useProposals({ token });
  const now = useNow(250);
  const decided = book.proposals.filter(({ status }) => status !== 'pending');
  const state = states[book.status] ?? { label: 'Not connected', color: 'gray' };
  return (
    <Paper
      withBorder
      p="md"
      className="card"
      component="section"
      aria-label={`The side of ${bettor.userId}`}
      data-bettor={bettor.userId}
      data-now={now}
    >
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Avatar color={color} name={bettor.userId} radius="xl" aria-hidden />
            <Title order={2} fz="md" lineClamp={2} className="wrap-anywhere">
              {bettor.userId}
            </Title>
          </Group>
          <Badge variant="dot" color={state.color} size="md" className="rigid">
            {state.label}
          </Badge>
        </Group>
        <ProposalForm
          book={book}
          opponent={opponent}
          fightIds={fightIds}
          fightId={fightId}
          onFight={onFight}
        />
        <PendingLists book={book} userId={bettor.userId} pastFightIds={pastFightIds} />
        {decided.length > 0 && (
          <Stack gap={6}>
            <Title order={3} fz="sm">
              Decided
            </Title>
            {decided.slice(0, decidedShown).map(proposal => (
              <DecidedLine
                key={proposal.proposalId}
                proposal={proposal}
                isMine={proposal.fromUserId === bettor.userId}
              />
            ))}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}
