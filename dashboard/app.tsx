import { Center, Loader, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { Notice } from './parts/notice.tsx';
import { useSessionStore } from './session/session-store.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { useDeploymentStore } from './session/use-deployment.ts';
import { SignedIn } from './shell/signed-in.tsx';

/** Configuration first, then who is there, then the pages. */
export function App() {
  const { state, load } = useDeploymentStore();
  const session = useSessionStore(({ session }) => session);

  useEffect(() => {
    void load();
  }, [load]);

  if (state.kind === 'loading') return <Starting />;
  if (state.kind === 'failed') {
    return (
      <Center mih="100dvh" p="md" component="main">
        <Notice
          icon={<IconPlugConnectedX size={26} />}
          title="The deployment could not be loaded"
          color="red"
          action={{ label: 'Try again', onClick: () => void load() }}
        >
          Its configuration could not be read ({state.reason}). If that lasts, deploy again, or
          start the local host with <code>npm start</code>.
        </Notice>
      </Center>
    );
  }
  if (session === undefined) return <SignInPage />;
  return (
    <Suspense fallback={<Starting />}>
      <SignedIn session={session} />
    </Suspense>
  );
}

function Starting() {
  return (
    <Center mih="100dvh" component="main">
      <Stack align="center" gap="sm" role="status">
        <Loader type="dots" />
        <Text c="dimmed" fz="sm">
          Looking up this deployment…
        </Text>
      </Stack>
    </Center>
  );
}
