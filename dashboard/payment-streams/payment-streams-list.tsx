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
import { NoneYet } from './none-yet.tsx';
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
  const groups = stateGroups.map(group => ({
    ...group,
    view: groupView(group, lists, now, noticeMs),
  }));
  const isOfStaff = isStaff(session.role);
  const isAnyones = typed === '' && user === '';
  const hasNone = groups.every(({ view }) => countText(view) === '0');
  if (hasNone && isAnyones && isCurrent) return <NoneYet isOfStaff={isOfStaff} />;
  const more = (statuses: readonly (keyof typeof lists)[]): void => {
    for (const status of statuses) lists[status].more();
  };
  return (
    <Stack gap="md">
      {isOfStaff && (
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
          {groups.map(({ key, title, view }) => (
            <Tabs.Tab
              key={key}
              value={key}
              className="rigid"
              rightSection={
                <Badge variant="default" size="sm" data-count={key}>
                  {isCurrent ? countText(view) : '–'}
                </Badge>
              }
            >
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {groups.map(({ key, view, empty, statuses }) => (
          <Tabs.Panel key={key} value={key}>
            <GroupList
              view={view}
              empty={empty}
              session={session}
              now={now}
              noticeMs={noticeMs}
              onMore={() => more(statuses)}
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
