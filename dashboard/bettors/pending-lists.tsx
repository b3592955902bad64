import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import type { Proposal, UseProposalsResult } from '../../clients/react/index.ts';
import { PendingCard } from './pending-card.tsx';

interface PendingListsProps {
  readonly book: UseProposalsResult;
  readonly userId: string;
  /** What is proposed for these can be accepted no more. */
  readonly pastFightIds: ReadonlySet<string>;
}

/** What nobody has decided: what waits, and what can only be rejected or taken back. */
export function PendingLists({ book, userId, pastFightIds }: PendingListsProps) {
  const pending = book.proposals.filter(proposal => isPending(proposal, book.remainingMs));
  const isPast = ({ fightId }: Proposal): boolean => pastFightIds.has(fightId);
  const waiting = pending.filter(proposal => !isPast(proposal));
  const past = pending.filter(isPast);
  const cardOf = (proposal: Proposal) => (
    <PendingCard
      key={proposal.proposalId}
      proposal={proposal}
      isMine={proposal.fromUserId === userId}
      isPast={isPast(proposal)}
      book={book}
    />
  );
  return (
    <>
      <Stack gap="xs" component="section" aria-label="Waiting for an answer">
        <Title order={3} fz="sm">
          Waiting for an answer
        </Title>
        <HowFarKnown
          book={book}
          isEmpty={waiting.length === 0}
          // Of none that are pending none was left out.
          isCut={book.isTruncated && pending.length > 0}
        />
        {waiting.map(cardOf)}
      </Stack>
      {past.length > 0 && (
        <Stack gap="xs" component="section" aria-label="Too late">
          <Title order={3} fz="sm">
            Too late: bets are closed
          </Title>
          {past.map(cardOf)}
        </Stack>
      )}
    </>
  );
}

interface HowFarKnownProps {
  readonly book: UseProposalsResult;
  readonly isEmpty: boolean;
  readonly isCut: boolean;
}

/** Whether the list is all there is; an empty one says that nothing waits only where that is known. */
function HowFarKnown({ book, isEmpty, isCut }: HowFarKnownProps) {
  if (book.status === 'stopped') return <Stopped book={book} />;
  if (!book.isComplete) {
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text fz="sm" c="dimmed">
          {book.failures.inARow === 0
            ? 'Loading pending proposals…'
            : 'Not connected. It keeps trying; if that takes long, sign in again.'}
        </Text>
      </Group>
    );
  }
  if (isCut) return <Line>Only the newest are listed; more may be waiting.</Line>;
  if (!isEmpty) return null;
  return book.isConnected ? (
    <Line>No proposals are waiting. Make one above, or wait for the other side.</Line>
  ) : (
    <Line>Not connected, so pending proposals cannot be shown.</Line>
  );
}

function Line({ children }: { readonly children: string }) {
  return (
    <Text fz="sm" c="dimmed" className="empty-column">
      {children}
    </Text>
  );
}

/** Why nothing comes any more, and how it does again. */
function Stopped({ book }: { readonly book: UseProposalsResult }) {
  return (
    <Alert color="red" p="xs" title="Not connected">
      <Group justify="space-between" gap="sm">
        <Text fz="sm">
          {book.stopReason === 'unauthorized'
            ? 'The token is no longer accepted. Sign out and in again with another one.'
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
