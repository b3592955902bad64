import { NavLink, Stack, Text } from '@mantine/core';
import {
  IconActivityHeartbeat,
  IconBug,
  IconDroplets,
  IconLayoutDashboard,
  IconListCheck,
  IconSwords,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { StateDot } from '../feeds/state-dot.tsx';
import { useReadableChannels } from '../feeds/use-feeds.ts';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';
import { useDemoPeople } from '../session/use-deployment.ts';
import { channelLook } from './channel-look.ts';

/** Every page that this person can use. */
export function Navigation({ session }: { readonly session: Session }) {
  const channels = useReadableChannels();
  const isOfStaff = isStaff(session.role);
  const isBettor = session.role === 'bettor';
  const people = useDemoPeople();
  return (
    <Stack gap={2}>
      {!isBettor && <Page to="/" label="Overview" icon={<IconLayoutDashboard size={18} />} />}
      {isOfStaff && <Page to="/fights" label="Fights" icon={<IconSwords size={18} />} />}
      {channels.some(({ name }) => name === 'payment-streams') && (
        <Page
          to="/payment-streams"
          label={isOfStaff ? 'Payment streams' : 'My payment streams'}
          icon={<IconDroplets size={18} />}
        />
      )}
      {channels.some(({ name }) => name === 'workflows') && (
        <Page to="/workflows" label="Workflows" icon={<IconListCheck size={18} />} />
      )}
      {(isBettor || people.length > 0) && (
        <Page to="/bettors" label="Proposals" icon={<IconUsersGroup size={18} />} />
      )}
      {isOfStaff && <Page to="/webhooks" label="Webhooks" icon={<IconWebhook size={18} />} />}
      {isOfStaff && (
        <Page to="/operations" label="Operations" icon={<IconActivityHeartbeat size={18} />} />
      )}
      <Page to="/debugger" label="Debugger" icon={<IconBug size={18} />} />
      <Text fz="xs" fw={600} c="dimmed" px="sm" pt="md" pb={4}>
        Channels
      </Text>
      {channels.map(({ name, title }) => {
        const { icon: Icon } = channelLook(name);
        return (
          <Page
            key={name}
            to={`/channels/${name}`}
            label={title}
            icon={<Icon size={18} />}
            right={<StateDot channel={name} />}
          />
        );
      })}
    </Stack>
  );
}

interface PageProps {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly right?: ReactNode;
}

function Page({ to, label, icon, right }: PageProps) {
  const [location] = useLocation();
  const active = location === to;
  return (
    <NavLink
      component={Link}
      href={to}
      label={label}
      leftSection={icon}
      rightSection={right}
      active={active}
      aria-current={active ? 'page' : undefined}
      className="nav-link"
    />
  );
}
