import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  money,
  type Outcome,
  type Proposal,
  type UseProposalsResult,
} from '../../clients/react/index.ts';
import { Countdown } from '../parts/countdown.tsx';
import { explain } from './refusals.ts';

interface PendingCardProps {
  readonly proposal: Proposal;
  readonly isMine: boolean;
  /** Its fight takes no bets any more, so it can be accepted no more. @default false */
  readonly isPast?: boolean;
  readonly book: UseProposalsResult;
}

/** A proposal that nobody has decided, its time while it waits, and what this side can do about it. */
export function PendingCard({ proposal, isMine, isPast = false, book }: PendingCardProps) {
  const [busy, setBusy] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const { proposalId, kind, fightId, amount, currency, message, createdAt, expiresAt } = proposal;
  const totalMs = Date.parse(expiresAt) - Date.parse(createdAt);

  async function act(name: string, ask: () => Promise<Outcome<'proposal_result'>>): Promise<void> {
    setBusy(name);
    setRefusal(undefined);
    const outcome = await ask();
    setBusy(undefined);
    if (outcome.kind !== 'answered') setRefusal(explain(outcome));
  }

  const button = (name: string, color: string, ask: () => Promise<Outcome<'proposal_result'>>) => (
    <Button
      size="xs"
      variant={color === 'teal' ? 'filled' : 'default'}
      color={color}
      loading={busy === name}
      disabled={busy !== undefined && busy !== name}
      onClick={() => void act(name, ask)}
    >
      {name}
    </Button>
  );

  return (
    <div className="pending" data-proposal={proposalId} data-mine={isMine}>
      {!isPast && (
        <Countdown leftMs={Math.max(0, book.remainingMs(proposal))} totalMs={totalMs} sizePx={76} />
      )}
      <Stack gap={4} className="fill">
        <Group gap="xs">
          <Badge variant="light" color={kind === 'pago' ? 'blue' : 'grape'}>
            {kind.toUpperCase()}
          </Badge>
          <Text fw={650}>{money(amount, currency)}</Text>
        </Group>
        <Text fz="xs" c="dimmed" truncate>
          {isMine ? `to ${proposal.toUserId}` : `from ${proposal.fromUserId}`}, {fightId}
        </Text>
        {message !== undefined && (
          <Text fz="sm" className="wrap-anywhere">
            “{message}”
          </Text>
        )}
        <Group gap="xs" mt={2}>
          {isMine ? (
            button('Take back', 'gray', () => book.cancel(proposalId))
          ) : (
            <>
              {!isPast && button('Accept', 'teal', () => book.respond(proposalId, 'accept'))}
              {button('Reject', 'gray', () => book.respond(proposalId, 'reject'))}
            </>
          )}
        </Group>
        {refusal !== undefined && (
          <Text fz="xs" c="red" role="alert">
            {refusal}
          </Text>
        )}
      </Stack>
    </div>
  );
}
