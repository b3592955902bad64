import {
  Alert,
  Avatar,
  Badge,
  Button,
  Group,
  Loader,
  Paper,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMemo } from 'react';
import { type Proposal, type UseProposalsResult, useProposals } from '../../clients/react/index.ts';
import { useNow } from '../parts/use-now.ts';
import type { DemoPerson } from '../session/deployment.ts';
import { tokenOf } from '../session/token-of.ts';
import { DecidedLine } from './decided-line.tsx';
import { PendingCard } from './pending-card.tsx';
import { ProposalForm } from './proposal-form.tsx';

interface BettorPanelProps {
  readonly bettor: DemoPerson;
  readonly color: string;
  readonly opponent: string | undefined;
  readonly fightIds: readonly string[];
  readonly fightId: string;
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
  const { bettor, color, opponent, fightIds, fightId, onFight } = props;
  const token = useMemo(() => tokenOf(bettor), [bettor]);
  const book = useProposals({ token });
  const now = useNow(250);
  const pending = book.proposals.filter(proposal => isPending(proposal, book.remainingMs));
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
        <Stack gap="xs">
          <Title order={3} fz="sm">
            Waiting for an answer
          </Title>
          {book.status === 'stopped' && <Stopped book={book} />}
          {!book.isComplete && book.status !== 'stopped' ? (
            <Group gap="xs" role="status">
              <Loader size="xs" />
              <Text fz="sm" c="dimmed">
                {book.failures.inARow === 0
                  ? 'Asking what is pending…'
                  : 'Not connected. It is tried again and again; if that lasts, sign in again.'}
              </Text>
            </Group>
          ) : (
            pending.length === 0 &&
            book.status !== 'stopped' && (
              <Text fz="sm" c="dimmed" className="empty-column">
                Nothing waits. Make a proposal above, or let the other side make one.
              </Text>
            )
          )}
          {pending.map(proposal => (
            <PendingCard
              key={proposal.proposalId}
              proposal={proposal}
              isMine={proposal.fromUserId === bettor.userId}
              book={book}
            />
          ))}
        </Stack>
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

/** Why nothing comes any more, and how it does again. */
function Stopped({ book }: { readonly book: UseProposalsResult }) {
  return (
    <Alert color="red" p="xs" title="Not connected">
      <Group justify="space-between" gap="sm">
        <Text fz="sm">
          {book.stopReason === 'unauthorized'
            ? 'The token is not accepted any more. Sign out, and in again with another one.'
            : book.problem?.message}
        </Text>
        <Button size="xs" variant="default" onClick={() => book.socket.connect()}>
          Connect again
        </Button>
      </Group>
    </Alert>
  );
}

/** What is past its end counts as over before the server's word of it has come. */
const isPending = (
  proposal: Proposal,
  remainingMs: (proposal: Pick<Proposal, 'expiresAt'>) => number,
): boolean => proposal.status === 'pending' && remainingMs(proposal) > -graceMs;

const graceMs = 5_000;
