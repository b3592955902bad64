import { Badge, Button, Group, Stack, Switch, Tabs, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconListCheck, IconSearch, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { Notice } from '../parts/notice.tsx';
import { ReadList } from '../parts/read-list.tsx';
import { useChosenInSight } from '../parts/use-chosen-in-sight.ts';
import { useNow } from '../parts/use-now.ts';
import type { Session } from '../session/session.ts';
import { addressOf } from './page-address.ts';
import { mayBulk } from './rights.ts';
import { isListRead, listCount, stateTabs } from './state-tabs.ts';
import { StepBoard } from './step-board.tsx';
import { useStateLists } from './use-state-lists.ts';

const typingMs = 400;

interface WorkflowBoardProps {
  readonly session: Session;
  /** Whether changes arrive, so that what was counted is so. */
  readonly isCurrent: boolean;
}

/** Workflows by state, with how many there are of each, and by the step they are at. */
export function WorkflowBoard({ session, isCurrent }: WorkflowBoardProps) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [isMine, setIsMine] = useState(false);
  const [typed, setTyped] = useState('');
  const [assignee] = useDebouncedValue(typed.trim(), typingMs);
  const lists = useStateLists({
    ...(assignee !== '' && { assignee }),
    ...(isMine && { approver: session.userId }),
  });
  useNow(1_000);
  const now = lists.pending.serverNow();
  const chosen = stateTabs.find(({ key }) => key === search.get('state')) ?? stateTabs[0];
  const tabList = useChosenInSight(chosen?.key);
  const hasNone = stateTabs.every(({ key }) => listCount(lists[key]) === '0');
  if (hasNone && !isMine && typed === '' && assignee === '' && isCurrent) return <NoneYet />;
  return (
    <Stack gap="md">
      <Group gap="md" justify="space-between">
        <Group gap="md" className="grow">
          <TextInput
            aria-label="Assigned to"
            placeholder="Assigned to anyone"
            leftSection={<IconSearch size={16} />}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
            className="grow"
            maw={320}
            autoComplete="off"
            spellCheck={false}
          />
          <Switch
            label="I may decide"
            checked={isMine}
            onChange={event => setIsMine(event.currentTarget.checked)}
          />
        </Group>
        {mayBulk(session) && (
          <Button
            component={Link}
            href={addressOf({ bulk: 'new' })}
            variant="default"
            leftSection={<IconStack2 size={16} aria-hidden />}
          >
            Many at once
          </Button>
        )}
      </Group>
      <Tabs
        value={chosen?.key ?? 'pending'}
        onChange={state => navigate(addressOf({ state: state ?? 'pending' }), { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className="tab-list" ref={tabList}>
          {stateTabs.map(({ key, title }) => (
            <Tabs.Tab
              key={key}
              value={key}
              className="rigid"
              rightSection={
                <Badge variant="default" size="sm" data-count={key}>
                  {isCurrent ? listCount(lists[key]) : '–'}
                </Badge>
              }
            >
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {stateTabs.map(({ key, empty }) => {
          const list = lists[key];
          return (
            <Tabs.Panel key={key} value={key}>
              <ReadList
                view={{ ...list, isRead: isListRead(list) }}
                what="the workflows"
                isEmpty={list.workflows.length === 0}
                empty={empty}
                onMore={list.more}
              >
                <StepBoard workflows={list.workflows} isByStep={key === 'pending'} now={now} />
              </ReadList>
            </Tabs.Panel>
          );
        })}
      </Tabs>
      <Text fz="xs" c="dimmed">
        A count with + is of those that were read: there are more.
      </Text>
    </Stack>
  );
}

function NoneYet() {
  return (
    <Notice icon={<IconListCheck size={26} />} title="No workflows yet">
      One appears as soon as a backend writes it to the table Workflows, or somebody posts it to{' '}
      <code>/workflows</code>.
    </Notice>
  );
}
