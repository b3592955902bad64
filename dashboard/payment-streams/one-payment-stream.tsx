import { Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconDropletOff } from '@tabler/icons-react';
import {
  accrued,
  type FeedView,
  type PaymentStream,
  usePaymentStream,
} from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { Fact } from '../parts/fact.tsx';
import { dayAndTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { tokenAmount } from '../parts/token-amount.ts';
import { useNow } from '../parts/use-now.ts';
import type { Session } from '../session/session.ts';
import { DepositLeft } from './deposit-left.tsx';
import { depositState } from './deposit-state.ts';
import { GrowingAmount } from './growing-amount.tsx';
import { addressOf } from './page-address.ts';
import { PaymentStreamHistory } from './payment-stream-history.tsx';
import { sharePercent } from './share-percent.ts';
import { Sides } from './sides.tsx';
import { StateMark } from './state-mark.tsx';
import { stateWords } from './state-words.ts';
import { useNoticeMs } from './use-notice-ms.ts';

interface OnePaymentStreamProps {
  readonly streamId: string;
  readonly session: Session;
  /** Of the channel: its events are the newest part of the history. */
  readonly feedView: FeedView;
}

/** One payment stream: how it stands, and what happened to it. */
export function OnePaymentStream({ streamId, session, feedView }: OnePaymentStreamProps) {
  const { status, stream, error } = usePaymentStream(streamId, { isGrowing: false });
  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All payment streams</BackLink>
      {status === 'missing' ? (
        <Notice icon={<IconDropletOff size={26} />} title="There is no such payment stream">
          None of the id “{streamId}” is there, or you are none of its sides.
        </Notice>
      ) : (
        <QueryState query={{ data: stream, problem: error }} what="the payment stream">
          {stream => (
            <>
              <Standing stream={stream} session={session} />
              <PaymentStreamHistory streamId={streamId} feedView={feedView} />
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}

interface StandingProps {
  readonly stream: PaymentStream;
  readonly session: Session;
}

function Standing({ stream, session }: StandingProps) {
  const { streamId, depositedAmount, withdrawnAmount, ratePerSecond, tokenAddress } = stream;
  const noticeMs = useNoticeMs();
  const { serverNow } = usePaymentStream(undefined);
  useNow(1_000);
  const now = serverNow();
  const state = depositState(stream, now, noticeMs);
  return (
    <Paper withBorder p="lg" className="card" data-payment-stream={streamId}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="lg" className="wrap-anywhere">
            {streamId}
          </Title>
          <StateMark state={state} />
        </Group>
        <Sides stream={stream} session={session} />
        <div>
          <Text fz="xs" c="dimmed">
            accrued of {tokenAmount(depositedAmount)}
          </Text>
          <Text className="token-amount token-amount-large">
            <GrowingAmount streamId={streamId} of="accrued" />
          </Text>
          <Progress
            mt="xs"
            color={stateWords[state].color}
            value={sharePercent(accrued(stream, now), BigInt(depositedAmount))}
            aria-label="accrued of the deposit"
          />
        </div>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <Fact name="Deposit">
            <DepositLeft stream={stream} now={now} />
          </Fact>
          <Fact name="Can be withdrawn">
            <GrowingAmount streamId={streamId} of="withdrawable" />
          </Fact>
          <Fact name="Withdrawn">{tokenAmount(withdrawnAmount)}</Fact>
          <Fact name="Rate">{tokenAmount(ratePerSecond)} / s</Fact>
          <Fact name="Owed beyond the deposit">
            <GrowingAmount streamId={streamId} of="uncovered" />
          </Fact>
          <Fact name="Accrues from">{time(stream.startTime)}</Fact>
          <Fact name="Sender">{stream.sender}</Fact>
          <Fact name="Recipient">{stream.recipient}</Fact>
          {tokenAddress !== undefined && <Fact name="Token">{tokenAddress}</Fact>}
        </SimpleGrid>
        <Text fz="xs" c="dimmed">
          Amounts are whole numbers of the token’s smallest unit; how many decimals it has is not
          known here.
        </Text>
      </Stack>
    </Paper>
  );
}

const time = (ms: number | undefined): string => (ms === undefined ? 'not known' : dayAndTime(ms));
