import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly description: ReactNode;
  /** What stands at its right. */
  readonly children?: ReactNode;
}

/** The head of a page; it names the browser's tab, too. */
export function PageHead({ title, description, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · GalloBets Realtime`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" gap="sm" className="page-head">
      <Stack gap={2}>
        <Title order={1} fz="h2">
          {title}
        </Title>
        <Text c="dimmed" fz="sm">
          {description}
        </Text>
      </Stack>
      {children}
    </Group>
  );
}
