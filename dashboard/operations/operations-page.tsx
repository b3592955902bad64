import { Tabs } from '@mantine/core';
import {
  IconActivityHeartbeat,
  IconChartHistogram,
  IconHistory,
  IconLock,
  IconPlugConnected,
  IconSpeakerphone,
  IconUserSearch,
} from '@tabler/icons-react';
import { useLocation, useSearchParams } from 'wouter';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useChosenInSight } from '../parts/use-chosen-in-sight.ts';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';
import { AuditTab } from './audit-tab.tsx';
import { BroadcastTab } from './broadcast-tab.tsx';
import { ConnectionsTab } from './connections-tab.tsx';
import { HealthTab } from './health-tab.tsx';
import { PresenceTab } from './presence-tab.tsx';
import { StatisticsTab } from './statistics-tab.tsx';

const tabs = [
  { value: 'connections', label: 'Connections', icon: IconPlugConnected, isAdmins: true },
  { value: 'presence', label: 'Presence', icon: IconUserSearch, isAdmins: true },
  { value: 'health', label: 'Health', icon: IconActivityHeartbeat, isAdmins: false },
  { value: 'statistics', label: 'Statistics', icon: IconChartHistogram, isAdmins: false },
  { value: 'audit', label: 'Audit', icon: IconHistory, isAdmins: true },
  { value: 'broadcast', label: 'Test broadcast', icon: IconSpeakerphone, isAdmins: true },
] as const;

/** What whoever runs this needs: who is connected, how it is, who did what. */
export default function OperationsPage({ session }: { readonly session: Session }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const isAdmin = session.role === 'admin';
  const open = tabs.filter(({ isAdmins }) => isAdmin || !isAdmins);
  const chosen = open.find(({ value }) => value === search.get('tab')) ?? open[0];
  const tabList = useChosenInSight(chosen?.value);

  if (!isStaff(session.role)) {
    return (
      <Notice icon={<IconLock size={26} />} title="This is for the staff">
        Sign in as an operator or an admin.
      </Notice>
    );
  }
  return (
    <>
      <PageHead
        title="Operations"
        description={
          isAdmin ? 'Connections, health, statistics and the audit log' : 'Health and statistics'
        }
      />
      <Tabs
        value={chosen?.value ?? 'health'}
        onChange={value => navigate(`/operations?tab=${value}`, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className="tab-list" ref={tabList}>
          {open.map(({ value, label, icon: Icon }) => (
            <Tabs.Tab key={value} value={value} leftSection={<Icon size={16} aria-hidden />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="connections">
          <ConnectionsTab />
        </Tabs.Panel>
        <Tabs.Panel value="presence">
          <PresenceTab />
        </Tabs.Panel>
        <Tabs.Panel value="health">
          <HealthTab isAdmin={isAdmin} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics">
          <StatisticsTab />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab />
        </Tabs.Panel>
        <Tabs.Panel value="broadcast">
          <BroadcastTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
