import { Button, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** What it means and what to do next. */
  readonly children: ReactNode;
  readonly color?: string;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** Instead of what is not there: why, and what to do next. */
export function Notice({ icon, title, children, color = 'gray', action }: NoticeProps) {
  return (
    <Paper withBorder p="xl" role={color === 'red' ? 'alert' : 'status'} className="card">
      <Stack align="center" gap="sm" py="lg" maw={520} mx="auto" ta="center">
        <ThemeIcon size={52} radius="xl" variant="light" color={color}>
          {icon}
        </ThemeIcon>
        <Title order={3} fz="lg">
          {title}
        </Title>
        <Text c="dimmed" fz="sm" component="div">
          {children}
        </Text>
        {action !== undefined && (
          <Group mt="xs">
            <Button variant="default" onClick={action.onClick}>
              {action.label}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
