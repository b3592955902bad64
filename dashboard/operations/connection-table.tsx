import { Badge, Button, Group, Table, Text, Tooltip } from '@mantine/core';
import type { ConnectionView } from '../../clients/react/index.ts';
import { ago } from '../parts/format.ts';
import { useNow } from '../parts/use-now.ts';
import { WideTable } from '../parts/wide-table.tsx';
import { channelLook } from '../shell/channel-look.ts';

const stateColors: Readonly<Record<ConnectionView['state'], string>> = {
  connecting: 'blue',
  connected: 'teal',
  idle: 'gray',
  stale: 'orange',
  disconnecting: 'red',
};

interface ConnectionTableProps {
  readonly connections: readonly ConnectionView[];
  readonly onDisconnect?: (connection: ConnectionView) => void;
}

/** Connections, one on a line; on a phone one on a few. */
export function ConnectionTable({ connections, onDisconnect }: ConnectionTableProps) {
  const now = useNow(5_000);
  return (
    <WideTable
      label="Open connections"
      minWidth={760}
      heads={['User', 'Channel', 'State', 'Since', 'Seen', 'From']}
      hasAction={onDisconnect !== undefined}
    >
      {connections.map(connection => (
        <Table.Tr key={connection.connectionId} data-connection={connection.connectionId}>
          <Table.Td>
            <Text fz="sm" fw={600}>
              {connection.userId}
            </Text>
            <Text fz="xs" c="dimmed">
              {connection.role}
            </Text>
            <ClaimedLabel connection={connection} />
          </Table.Td>
          <Table.Td>
            <ChannelName connection={connection} />
          </Table.Td>
          <Table.Td>
            <Badge variant="dot" color={stateColors[connection.state]}>
              {connection.state}
            </Badge>
          </Table.Td>
          <Table.Td data-label="Since">{ago(connection.connectedAt, now)}</Table.Td>
          <Table.Td data-label="Seen">{ago(connection.seenAt, now)}</Table.Td>
          <Table.Td data-label="From">
            <Tooltip label={connection.userAgent || 'no user agent'} multiline maw={360}>
              <Text fz="sm">{connection.sourceIp}</Text>
            </Tooltip>
          </Table.Td>
          {onDisconnect !== undefined && (
            <Table.Td ta="right" className="wgap-line">
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => onDisconnect(connection)}
                aria-label={`Disconnect ${connection.userId} from ${connection.channel}`}
              >
                Disconnect
              </Button>
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </WideTable>
  );
}

/** Of a stream of several channels all that it shows, below its name. */
function ChannelName({
  connection: { channel, channels, workflows, kind },
}: {
  readonly connection: ConnectionView;
}) {
  const { icon: Icon } = channelLook(channel);
  return (
    <>
      <Group gap={6} wrap="nowrap" className="rigid">
        <Icon size={16} aria-hidden />
        <Text fz="sm">{channel}</Text>
        <Badge size="sm" variant="default">
          {kind === 'sse' ? 'SSE' : 'WebSocket'}
        </Badge>
      </Group>
      {channels !== undefined && (
        <Text fz="xs" c="dimmed" maw={220}>
          {channels.join(', ')}
        </Text>
      )}
      {workflows !== undefined && (
        <Text fz="xs" c="dimmed" maw={220}>
          {workflows === 1 ? 'one workflow' : `${workflows} workflows`} only
        </Text>
      )}
    </>
  );
}

/** Quoted, and marked as its own words: anyone may call themselves anything. */
function ClaimedLabel({
  connection: { clientType, username },
}: {
  readonly connection: ConnectionView;
}) {
  const words = [username && `“${username}”`, clientType].filter(Boolean).join(', ');
  if (words === '') return null;
  return (
    <Tooltip label="What the client says about itself; not verified">
      <Text fz="xs" c="dimmed" fs="italic">
        says: <bdi>{words}</bdi>
      </Text>
    </Tooltip>
  );
}
