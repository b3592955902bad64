import { Anchor, Box, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import { accrued, type PaymentStream } from '../../clients/react/index.ts';
import { tokenAmount } from '../parts/token-amount.ts';
import type { Session } from '../session/session.ts';
import { DepositLeft } from './deposit-left.tsx';
import { depositState } from './deposit-state.ts';
import { GrowingAmount } from './growing-amount.tsx';
import { addressOf } from './page-address.ts';
import { sharePercent } from './share-percent.ts';
import { Sides } from './sides.tsx';
import { StateMark } from './state-mark.tsx';
import { stateWords } from './state-words.ts';

interface PaymentStreamCardProps {
  readonly stream: PaymentStream;
  readonly session: Session;
  /** By the server's clock, to the second. */
  readonly now: number;
  readonly noticeMs: number;
}

/** One payment stream at a glance: between whom, how much has accrued of what, how long it lasts. */
export function PaymentStreamCard({ stream, session, now, noticeMs }: PaymentStreamCardProps) {
  const { streamId, depositedAmount, withdrawnAmount, ratePerSecond } = stream;
  const state = depositState(stream, now, noticeMs);
  return (
    <Paper withBorder p="md" className="card payment-stream" data-payment-stream={streamId}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
          <Anchor
            component={Link}
            href={addressOf({ stream: streamId })}
            fw={600}
            fz="sm"
            lineClamp={2}
            className="wrap-anywhere"
          >
            {streamId}
          </Anchor>
          <StateMark state={state} />
        </Group>
        <Sides stream={stream} session={session} />
        <Box>
          <Text fz="xs" c="dimmed">
            accrued of {tokenAmount(depositedAmount)}
          </Text>
          <Text className="token-amount">
            <GrowingAmount streamId={streamId} of="accrued" />
          </Text>
          <Progress
            mt={4}
            size="sm"
            color={stateWords[state].color}
            value={sharePercent(accrued(stream, now), BigInt(depositedAmount))}
            aria-label="accrued of the deposit"
          />
        </Box>
        <Group gap="4px 20px">
          <Small name="rate">{tokenAmount(ratePerSecond)} / s</Small>
          <Small name="withdrawn">{tokenAmount(withdrawnAmount)}</Small>
          <Small name="deposit">
            <DepositLeft stream={stream} now={now} />
          </Small>
        </Group>
      </Stack>
    </Paper>
  );
}

function Small({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <Text fz="xs" className="wrap-anywhere">
      <Text span inherit c="dimmed">
        {name}
      </Text>{' '}
      {children}
    </Text>
  );
}
