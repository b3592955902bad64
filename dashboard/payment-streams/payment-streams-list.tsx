import { Badge, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { usePaymentStream } from '../../clients/react/index.ts';
import { useChosenInSight } from '../parts/use-chosen-in-sight.ts';
import { useNow } from '../parts/use-now.ts';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';
import { GroupList } from './group-list.tsx';
import { addressOf } from './page-address.ts';
import { countText, groupView, stateGroups } from './state-groups.ts';
import { useNoticeMs } from './use-notice-ms.ts';
import { useStatusLists } from './use-status-lists.ts';

const typingMs = 400;

interface PaymentStreamsListProps {
  readonly session: Session;
  /** Whether changes arrive, so that what was counted is so. */
  readonly isCurrent: boolean;
}

/** Payment streams by state, with how many there are of each. */
export function PaymentStreamsList({ session, isCurrent }: PaymentStreamsListProps) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const [user] = useDebouncedValue(typed.trim(), typingMs);
  const noticeMs = useNoticeMs();
  const lists = useStatusLists(user === '' ? undefined : user);
  const { serverNow } = usePaymentStream(undefined);
  useNow(1_000);
  const now = serverNow();
  const chosen = stateGroups.find(({ key }) => key === search.get('state')) ?? stateGroups[0];
  const tabList = useChosenInSight(chosen?.key);
  const more = (statuses: readonly (keyof typeof lists)[]): void => {
    for (const status of statuses) lists[status].more();
  };
  return (
    <Stack gap="md">
      {isStaff(session.role) && (
        <TextInput
          aria-label="Of a user"
          placeholder="Any sender or recipient"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          maw={420}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Tabs
        value={chosen?.key ?? 'active'}
        onChange={state => navigate(addressOf({ state: state ?? 'active' }), { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className="tab-list" ref={tabList}>
          {stateGroups.map(group => {
            const view = groupView(group, lists, now, noticeMs);
            const count = isCurrent ? countText(view) : '–';
            return (
              <Tabs.Tab
                key={group.key}
                value={group.key}
                className="rigid"
                rightSection={
                  <Badge variant="default" size="sm" data-count={group.key}>
                    {count}
                  </Badge>
                }
              >
                {group.title}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {stateGroups.map(group => (
          <Tabs.Panel key={group.key} value={group.key}>
            <GroupList
              view={groupView(group, lists, now, noticeMs)}
              empty={group.empty}
              session={session}
              now={now}
              noticeMs={noticeMs}
              onMore={() => more(group.statuses)}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Text fz="xs" c="dimmed">
        Amounts are whole numbers of the token’s smallest unit; how many decimals a token has is not
        known here. A count with + is of those that were read: there are more.
      </Text>
    </Stack>
  );
}
