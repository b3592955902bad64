import { AppShell, Burger, Group, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { FeedsProvider } from '../feeds/feeds-provider.tsx';
import type { Session } from '../session/session.ts';
import { useSessionStore } from '../session/session-store.ts';
import { Brand } from './brand.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { Navigation } from './navigation.tsx';
import { Pages } from './pages.tsx';
import { PersonMenu } from './person-menu.tsx';
import { RefusedToken } from './refused-token.tsx';

/** The frame around every page of somebody who is signed in. */
export function SignedIn({ session }: { readonly session: Session }) {
  const [opened, { toggle, close }] = useDisclosure();
  const [location] = useLocation();

  // A phone's menu is over once a page was picked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the location is what it waits for
  useEffect(close, [location]);
  useExpiry(session);

  return (
    <FeedsProvider session={session}>
      <a className="skip-link" href="#page">
        Skip to the page
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 232, breakpoint: 'md', collapsed: { mobile: !opened } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        <AppShell.Header className="bar">
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="md"
                size="sm"
                aria-label={opened ? 'Close the menu' : 'Open the menu'}
              />
              <Brand />
            </Group>
            <Group gap="xs" wrap="nowrap">
              <ColorSchemeSwitch />
              <PersonMenu session={session} />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className="bar" p="sm" component="nav" aria-label="Pages">
          <ScrollArea type="auto" scrollbarSize={6}>
            <Navigation session={session} />
          </ScrollArea>
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1}>
          <RefusedToken />
          <Pages session={session} />
        </AppShell.Main>
      </AppShell>
    </FeedsProvider>
  );
}

/** The longest wait that a browser's timer takes. */
const longestTimerMs = 2_147_483_647;

/**
 * Signs out when the token has expired and there is no other: every page would only be refused from
 * then on.
 */
function useExpiry(session: Session): void {
  const { renew, signOut } = useSessionStore.getState();
  useEffect(() => {
    const onExpiry = async (): Promise<void> => {
      await renew();
      if (useSessionStore.getState().session !== session) return;
      signOut('Your token has expired. Sign in again.');
    };
    const leftMs = Math.min(session.expiresAtMs - Date.now(), longestTimerMs);
    const timer = setTimeout(() => void onExpiry(), leftMs);
    return () => clearTimeout(timer);
  }, [session, renew, signOut]);
}
