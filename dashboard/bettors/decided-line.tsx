import { Badge, Group, Text } from '@mantine/core';
import { money, type Proposal } from '../../clients/react/index.ts';

const looks: Readonly<Record<string, { readonly label: string; readonly color: string }>> = {
  accepted: { label: 'accepted', color: 'teal' },
  rejected: { label: 'rejected', color: 'red' },
  cancelled: { label: 'taken back', color: 'gray' },
  timeout: { label: 'timed out', color: 'orange' },
};

/** How a proposal ended. */
export function DecidedLine({
  proposal,
  isMine,
}: {
  readonly proposal: Proposal;
  readonly isMine: boolean;
}) {
  const { proposalId, kind, amount, currency, status, fromUserId, toUserId } = proposal;
  const { label, color } = looks[status] ?? { label: status, color: 'gray' };
  return (
    <Group
      gap="xs"
      wrap="nowrap"
      justify="space-between"
      data-proposal={proposalId}
      data-status={status}
    >
      <Text fz="sm" truncate>
        {kind.toUpperCase()} {money(amount, currency)}{' '}
        <Text span c="dimmed" fz="sm">
          {isMine ? `to ${toUserId}` : `from ${fromUserId}`}
        </Text>
      </Text>
      <Badge variant="light" color={color} className="rigid">
        {label}
      </Badge>
    </Group>
  );
}
