import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useSessionStore } from '../session/session-store.ts';

/** Above every page once the server takes the token no more: what is there stays, and ages. */
export function RefusedToken() {
  const { refused, signOut } = useSessionStore();
  if (refused === undefined) return null;
  return (
    <Alert
      color="red"
      icon={<IconLock size={18} />}
      title="Your token is no longer accepted"
      mb="md"
      role="alert"
    >
      <Group justify="space-between" gap="sm">
        <Text fz="sm">
          {refused}. What you see stays, but nothing new arrives until you sign in again.
        </Text>
        <Button size="xs" variant="default" onClick={() => signOut()}>
          Sign in again
        </Button>
      </Group>
    </Alert>
  );
}
