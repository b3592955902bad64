import { Avatar, Button, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { clock } from '../parts/format.ts';
import { useNow } from '../parts/use-now.ts';
import type { Session } from '../session/session.ts';
import { useSessionStore } from '../session/session-store.ts';

/** Who is signed in, for how much longer, and the way out. */
export function PersonMenu({ session }: { readonly session: Session }) {
  const signOut = useSessionStore(state => state.signOut);
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          px="xs"
          leftSection={
            <Avatar size={22} radius="xl" color="gallo" name={session.userId} aria-hidden />
          }
          rightSection={<IconChevronDown size={14} />}
        >
          <Text span fz="sm" fw={500} truncate maw={{ base: 60, xs: 180 }}>
            {session.userId}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          Signed in as {session.role}
          <br />
          <Remaining expiresAtMs={session.expiresAtMs} />
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Remaining({ expiresAtMs }: { readonly expiresAtMs: number }) {
  const now = useNow(1_000);
  return <>for another {clock(expiresAtMs - now)}</>;
}
