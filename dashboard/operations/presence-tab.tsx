import { Badge, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type Presence, useManagementQuery } from '../../clients/react/index.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { ConnectionTable } from './connection-table.tsx';
import { LostReaders } from './lost-readers.tsx';

/** Whether somebody is there, and where. */
export function PresenceTab() {
  const [typed, setTyped] = useState('');
  const [userId, setUserId] = useState('');
  function look(event: FormEvent): void {
    event.preventDefault();
    setUserId(typed.trim());
  }
  return (
    <Stack gap="md">
      <Paper withBorder p="sm" className="card">
        <form onSubmit={look}>
          <Group gap="sm" align="flex-end">
            <TextInput
              label="User"
              placeholder="bettor-azul"
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
              className="grow"
              autoComplete="off"
            />
            <Button type="submit" disabled={typed.trim() === ''}>
              Look up
            </Button>
          </Group>
        </form>
      </Paper>
      {userId === '' ? (
        <Notice icon={<IconUserSearch size={26} />} title="Who are you looking for?">
          Type a user id. <LostReaders />
        </Notice>
      ) : (
        <Whereabouts userId={userId} />
      )}
    </Stack>
  );
}

function Whereabouts({ userId }: { readonly userId: string }) {
  const query = useManagementQuery<Presence>(
    `users/${encodeURIComponent(userId)}/presence`,
    {},
    { everyMs: 4_000 },
  );
  return (
    <QueryState query={query} what={`the presence of ${userId}`}>
      {({ online, connections }) => (
        <>
          <Group gap="sm">
            <Text fw={600}>{userId}</Text>
            <Badge variant="dot" color={online ? 'teal' : 'gray'} size="lg" role="status">
              {online ? 'online' : 'offline'}
            </Badge>
          </Group>
          {connections.length > 0 ? (
            <ConnectionTable connections={connections} />
          ) : (
            <Text fz="sm" c="dimmed" className="empty-column">
              No connection is open. This page keeps checking.
            </Text>
          )}
        </>
      )}
    </QueryState>
  );
}
