import { Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlugConnectedX, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type ConnectionList,
  type ConnectionView,
  useManagementQuery,
} from '../../clients/react/index.ts';
import { useReadableChannels } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { PageButtons } from '../parts/page-buttons.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { ConnectionTable } from './connection-table.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { LostReaders } from './lost-readers.tsx';

const states = ['connecting', 'connected', 'idle', 'stale', 'disconnecting'];
const everyMs = 4_000;
const typingMs = 400;

/** Every open connection, and a way to end it. */
export function ConnectionsTab() {
  const channels = useReadableChannels();
  const [channel, setChannel] = useState<string | null>(null);
  const [state, setState] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [userId] = useDebouncedValue(typed.trim(), typingMs);
  const [next, setNext] = useState<string>();
  const [ending, setEnding] = useState<ConnectionView>();
  const query = useManagementQuery<ConnectionList>(
    'connections',
    {
      channel: channel ?? undefined,
      state: state ?? undefined,
      userId: userId === '' ? undefined : userId,
      limit: 50,
      next,
    },
    { everyMs },
  );
  const change = (set: () => void): void => {
    set();
    setNext(undefined);
  };
  return (
    <Stack gap="md">
      <Paper withBorder p="sm" className="card">
        <Group gap="sm" align="flex-end">
          <TextInput
            aria-label="Of a user"
            placeholder="Any user"
            leftSection={<IconSearch size={16} />}
            value={typed}
            onChange={event => change(() => setTyped(event.currentTarget.value))}
            className="grow"
          />
          <Select
            aria-label="On a channel"
            placeholder="Any channel"
            data={[...channels.map(({ name }) => name), 'live', 'proposals']}
            value={channel}
            onChange={value => change(() => setChannel(value))}
            clearable
            className="grow"
          />
          <Select
            aria-label="In a state"
            placeholder="Any state"
            data={states}
            value={state}
            onChange={value => change(() => setState(value))}
            clearable
            className="grow"
          />
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={query.isLoading && query.data === undefined}
            onClick={query.refresh}
          >
            Refresh
          </Button>
        </Group>
      </Paper>
      <QueryState query={query} what="the connections">
        {({ connections, next: behind }) => (
          <>
            {connections.length === 0 ? (
              <Notice icon={<IconPlugConnectedX size={26} />} title="No matching connections">
                {behind === undefined
                  ? 'Widen the filter. A reader appears here as soon as its stream or socket is open.'
                  : 'None on this page; there are more pages.'}
              </Notice>
            ) : (
              <ConnectionTable connections={connections} onDisconnect={setEnding} />
            )}
            <Group justify="space-between">
              <Text fz="xs" c="dimmed">
                Refreshed every {everyMs / 1_000} s while this page is open. <LostReaders />
              </Text>
              <PageButtons
                place={next}
                behind={behind}
                words={{ first: 'First page', behind: 'Next page' }}
                go={setNext}
              />
            </Group>
          </>
        )}
      </QueryState>
      <DisconnectDialog
        connection={ending}
        onClose={() => {
          setEnding(undefined);
          query.refresh();
        }}
      />
    </Stack>
  );
}
