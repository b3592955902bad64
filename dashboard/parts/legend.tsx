import { Box, Group, Text } from '@mantine/core';

interface LegendProps {
  readonly series: readonly { readonly name: string; readonly color: string }[];
}

/** Which colour is what, in as many lines as it takes. */
export function Legend({ series }: LegendProps) {
  return (
    <Group gap="4px 14px" justify="center" mt="xs" mih={20}>
      {series.map(({ name, color }) => (
        <Group key={name} gap={6} wrap="nowrap">
          <Box w={10} h={10} bg={color} className="round" />
          <Text fz="xs">{name}</Text>
        </Group>
      ))}
    </Group>
  );
}
