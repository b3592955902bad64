import { Center, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Instead of what is awaited: that it is, and what it is. */
export function OnItsWay({ children }: { readonly children: ReactNode }) {
  return (
    <Center py="xl" role="status">
      <Loader type="dots" mr="sm" />
      <Text c="dimmed" fz="sm">
        {children}
      </Text>
    </Center>
  );
}
