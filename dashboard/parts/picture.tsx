import { Box, Center, Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PictureProps {
  readonly title: string;
  /** What it shows right now, in words; read out instead of the picture. */
  readonly summary: string;
  readonly hint?: string;
  /** Instead of a picture that would show nothing: why, and when it shows something. */
  readonly empty?: string | false;
  readonly children: ReactNode;
}

/** A chart with its title. */
export function Picture({ title, summary, hint, empty = false, children }: PictureProps) {
  return (
    <Paper withBorder p="md" className="card" component="figure" m={0}>
      <Group justify="space-between" mb="sm" component="figcaption" wrap="nowrap">
        <Title order={2} fz="md" fw={600}>
          {title}
        </Title>
        {hint !== undefined && (
          <Text fz="xs" c="dimmed" ta="right">
            {hint}
          </Text>
        )}
      </Group>
      <Box role="img" aria-label={`${title}: ${empty === false ? summary : empty}`}>
        {empty === false ? (
          children
        ) : (
          <Center h={230}>
            <Text fz="sm" c="dimmed" ta="center" maw={360}>
              {empty}
            </Text>
          </Center>
        )}
      </Box>
    </Paper>
  );
}
