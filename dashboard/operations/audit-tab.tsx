import { Badge, Button, Group, Paper, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type AuditEntryView,
  type AuditPage,
  useManagementQuery,
} from '../../clients/react/index.ts';
import { timeOfDay } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { PageButtons } from '../parts/page-buttons.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { WideTable } from '../parts/wide-table.tsx';

const spans: Readonly<Record<string, number>> = {
  'last hour': 3_600_000,
  'last day': 86_400_000,
  'last week': 7 * 86_400_000,
};
const typingMs = 400;

/** Who did what, and what was refused. */
export function AuditTab() {
  const [typedActor, setTypedActor] = useState('');
  const [typedAction, setTypedAction] = useState('');
  const [span, setSpan] = useState('last hour');
  const [next, setNext] = useState<string>();
  const [actor] = useDebouncedValue(typedActor.trim(), typingMs);
  const [action] = useDebouncedValue(typedAction.trim(), typingMs);
  // Fixed until something is chosen anew: a page's place holds for the same question only.
  const [from, setFrom] = useState(() => Date.now() - (spans['last hour'] ?? 0));
  const query = useManagementQuery<AuditPage>('audit', {
    actor: actor === '' ? undefined : actor,
    action: action === '' ? undefined : action,
    from,
    limit: 50,
    next,
  });
  /** On the newest page the time that was chosen ends now, so it begins later, too. */
  const refresh = (): void => {
    if (next === undefined) setFrom(Date.now() - (spans[span] ?? 0));
    query.refresh();
  };
  const change = (set: () => void): void => {
    set();
    setNext(undefined);
  };
  return (
    <Stack gap="md">
      <Paper withBorder p="sm" className="card">
        <Group gap="sm" align="flex-end">
          <TextInput
            aria-label="By a user"
            placeholder="By anybody"
            value={typedActor}
            onChange={event => change(() => setTypedActor(event.currentTarget.value))}
            className="grow"
          />
          <TextInput
            aria-label="Action"
            placeholder="Any action"
            value={typedAction}
            onChange={event => change(() => setTypedAction(event.currentTarget.value))}
            className="grow"
          />
          <Select
            aria-label="Period"
            data={Object.keys(spans)}
            value={span}
            allowDeselect={false}
            onChange={value =>
              change(() => {
                setSpan(value ?? 'last hour');
                setFrom(Date.now() - (spans[value ?? 'last hour'] ?? 0));
              })
            }
            className="grow"
          />
          <Button variant="default" onClick={refresh} loading={query.isLoading}>
            Refresh
          </Button>
        </Group>
      </Paper>
      <QueryState query={query} what="the audit log">
        {({ entries, next: behind }) => (
          <>
            {entries.length === 0 ? (
              <Notice icon={<IconHistory size={26} />} title="No matching entries">
                {behind === undefined
                  ? 'Choose a longer time, or another user or action.'
                  : 'None on this page; there are older pages.'}
              </Notice>
            ) : (
              <AuditTable entries={entries} />
            )}
            <PageButtons
              place={next}
              behind={behind}
              words={{ first: 'Newest', behind: 'Older' }}
              go={setNext}
            />
          </>
        )}
      </QueryState>
    </Stack>
  );
}

const outcomeColors: Readonly<Record<AuditEntryView['outcome'], string>> = {
  done: 'teal',
  refused: 'orange',
  failed: 'red',
};

function AuditTable({ entries }: { readonly entries: readonly AuditEntryView[] }) {
  return (
    <WideTable
      label="Audit log"
      minWidth={820}
      heads={['When', 'Who', 'What', 'Outcome', 'From', 'Reason']}
    >
      {entries.map(entry => (
        <Table.Tr key={entry.id} data-audit={entry.id}>
          <Table.Td className="feed-time">
            {new Date(entry.at).toISOString().slice(0, 10)} {timeOfDay(entry.at)}
          </Table.Td>
          <Table.Td>
            <Text fz="sm" fw={600}>
              {entry.actor}
            </Text>
            {entry.role !== undefined && (
              <Text fz="xs" c="dimmed">
                {entry.role}
              </Text>
            )}
          </Table.Td>
          <Table.Td className="wgap-line">
            <Text fz="sm">{entry.action.replaceAll('_', ' ')}</Text>
            {entry.subject !== undefined && (
              <Text fz="xs" c="dimmed" className="wrap-anywhere">
                {entry.subject}
              </Text>
            )}
          </Table.Td>
          <Table.Td>
            <Badge variant="light" color={outcomeColors[entry.outcome]}>
              {entry.outcome}
              {entry.count > 1 && ` × ${entry.count}`}
            </Badge>
            {entry.code !== undefined && (
              <Text fz="xs" c="dimmed">
                {entry.code}
              </Text>
            )}
          </Table.Td>
          <Table.Td data-label="From">{entry.sourceIp}</Table.Td>
          <Table.Td className="wgap-line">{entry.reason}</Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
