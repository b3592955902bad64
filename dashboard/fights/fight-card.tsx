import { Badge, Box, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconMapPin, IconTrophy } from '@tabler/icons-react';
import { money } from '../../clients/react/index.ts';
import { Countdown } from '../parts/countdown.tsx';
import { ago, clock } from '../parts/format.ts';
import type { Fight, OpenProposal } from './fight-board.ts';

interface StateTimeProps {
  readonly fight: Fight;
  readonly now: number;
}

interface FightCardProps extends StateTimeProps {
  /** From when on every bet is known. */
  readonly betsSinceMs: number;
}

const proposalsShown = 3;

/** One fight: who, how the money stands, and what is being proposed. */
export function FightCard({ fight, betsSinceMs, now }: FightCardProps) {
  const proposals = fight.proposals.filter(({ expiresAtMs }) => expiresAtMs > now);
  const isAll = knowsAllBets(fight, betsSinceMs);
  return (
    <Paper withBorder p="md" className="card" data-fight={fight.fightId}>
      <Stack gap="sm">
        <Box>
          <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
            <Text fw={600} fz="sm" lineClamp={2} className="wrap-anywhere balanced">
              {fight.title ?? fight.fightId}
            </Text>
            <StateTime fight={fight} now={now} />
          </Group>
          {fight.venue !== undefined && (
            <Text fz="xs" c="dimmed" truncate>
              <IconMapPin size={11} aria-hidden /> {fight.venue}
            </Text>
          )}
        </Box>
        <Corners fight={fight} />
        <Money fight={fight} isAll={isAll} />
        {proposals.length > 0 && (
          <Stack gap={6}>
            <Text fz="xs" fw={600} c="dimmed">
              {isAll ? '' : 'at least '}
              {proposals.length === 1 ? '1 proposal waits' : `${proposals.length} proposals wait`}
            </Text>
            {proposals.slice(-proposalsShown).map(proposal => (
              <ProposalLine key={proposal.proposalId} proposal={proposal} now={now} />
            ))}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}

/** How long bets are open, or when the state changed. */
function StateTime({ fight, now }: StateTimeProps) {
  if (fight.state === 'betting' && fight.openedAtMs !== undefined) {
    return (
      <Badge color="teal" variant="light" size="lg" className="rigid" data-testid="window-open">
        open {clock(now - fight.openedAtMs)}
      </Badge>
    );
  }
  if (fight.state === 'live') {
    return (
      <Badge color="red" variant="light" size="lg" className="rigid">
        live {clock(now - fight.changedAtMs)}
      </Badge>
    );
  }
  return (
    <Text fz="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      {fight.state === 'cancelled' ? 'cancelled ' : ''}
      {ago(fight.changedAtMs, now)}
    </Text>
  );
}

function Corners({ fight }: { readonly fight: Fight }) {
  return (
    <Group gap="xs" wrap="nowrap" align="stretch" grow>
      <Corner name={fight.red ?? 'Red'} color="red" won={fight.winner === 'red'} />
      <Corner name={fight.blue ?? 'Blue'} color="blue" won={fight.winner === 'blue'} />
    </Group>
  );
}

interface CornerProps {
  readonly name: string;
  readonly color: 'red' | 'blue';
  readonly won: boolean;
}

function Corner({ name, color, won }: CornerProps) {
  return (
    <Box className={`corner corner-${color}`} data-won={won}>
      <Text fz="sm" fw={won ? 700 : 500} lineClamp={2} ta={color === 'red' ? 'left' : 'right'}>
        {won && <IconTrophy size={14} aria-label="winner" />} {name}
      </Text>
    </Box>
  );
}

/** No bet comes before its fight; a log that no longer has its creation may lack its bets, too. */
const knowsAllBets = ({ createdAtMs }: Fight, betsSinceMs: number): boolean =>
  createdAtMs !== undefined && betsSinceMs <= createdAtMs;

interface MoneyProps {
  readonly fight: Fight;
  readonly isAll: boolean;
}

/** How the bets are spread over the corners, as far as they are known. */
function Money({ fight, isAll }: MoneyProps) {
  const { bets, matchedAmount, currency, hasSeveralCurrencies } = fight;
  const atLeast = isAll ? '' : 'at least ';
  const total = bets.red.amount + bets.blue.amount + bets.draw.amount;
  const count = bets.red.count + bets.blue.count + bets.draw.count;
  if (count === 0) {
    return (
      <Text fz="xs" c="dimmed">
        {isAll ? 'No bets yet' : 'No bets in the latest events'}
      </Text>
    );
  }
  const bet = count === 1 ? '1 bet' : `${count} bets`;
  if (hasSeveralCurrencies) {
    return (
      <Text fz="xs" c="dimmed">
        {atLeast}
        {bet} in several currencies
      </Text>
    );
  }
  const share = (amount: number): number => (total === 0 ? 0 : (amount / total) * 100);
  return (
    <Stack gap={4}>
      <Progress.Root
        size={8}
        role="img"
        aria-label={`red ${Math.round(share(bets.red.amount))} %, draw ${Math.round(share(bets.draw.amount))} %, blue ${Math.round(share(bets.blue.amount))} % of the ${isAll ? '' : 'known '}money`}
      >
        <Progress.Section value={share(bets.red.amount)} color="red.6" aria-hidden role="none" />
        <Progress.Section value={share(bets.draw.amount)} color="gray.5" aria-hidden role="none" />
        <Progress.Section value={share(bets.blue.amount)} color="blue.6" aria-hidden role="none" />
      </Progress.Root>
      <Group justify="space-between" gap="0 12px">
        <Text fz="xs" c="dimmed">
          {atLeast}
          {bet}, {money(total, currency)}
        </Text>
        <Text fz="xs" c="dimmed">
          matched {atLeast}
          {money(matchedAmount, currency)}
        </Text>
      </Group>
    </Stack>
  );
}

function ProposalLine({
  proposal,
  now,
}: {
  readonly proposal: OpenProposal;
  readonly now: number;
}) {
  const { kind, fromUserId, toUserId, amount, currency, createdAtMs, expiresAtMs } = proposal;
  return (
    <Group gap="xs" wrap="nowrap" className="proposal-line">
      <Countdown
        leftMs={Math.max(0, expiresAtMs - now)}
        totalMs={expiresAtMs - createdAtMs}
        sizePx={30}
      />
      <Box miw={0}>
        <Text fz="xs" truncate>
          {fromUserId} to {toUserId}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {kind.toUpperCase()} {money(amount, currency)}
        </Text>
      </Box>
    </Group>
  );
}
