import { Badge, Group, Paper, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { type Health, useManagementQuery } from '../../clients/react/index.ts';
import { ago, compact, latency } from '../parts/format.ts';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';

const looks = {
  healthy: { color: 'teal', icon: IconCircleCheck, sentence: 'Everything works' },
  degraded: { color: 'orange', icon: IconAlertTriangle, sentence: 'It works, but not all of it' },
  unhealthy: { color: 'red', icon: IconCircleX, sentence: 'It does not work' },
} as const;

/** How the whole is doing, and for admins each part. */
export function HealthTab({ isAdmin }: { readonly isAdmin: boolean }) {
  const query = useManagementQuery<Health>('health', isAdmin ? { details: true } : {}, {
    everyMs: 5_000,
  });
  return (
    <QueryState query={query} what="the health">
      {health => <Overall health={health} />}
    </QueryState>
  );
}

function Overall({ health }: { readonly health: Health }) {
  const now = useNow(1_000);
  const { color, icon: Icon, sentence } = looks[health.status];
  return (
    <Stack gap="md">
      <Paper withBorder p="lg" className="card">
        <Group gap="md" role="status" wrap="nowrap">
          <ThemeIcon size={54} radius="xl" variant="light" color={color}>
            <Icon size={30} />
          </ThemeIcon>
          <div>
            <Title order={2} fz="lg">
              {sentence}
            </Title>
            <Text fz="sm" c="dimmed">
              {health.status}
              {health.checkedAt !== undefined && `, checked ${ago(health.checkedAt, now)}`}
              {health.errors !== undefined &&
                `, ${(health.errors.rate * 100).toFixed(2)} % of ${compact(health.errors.requests)} requests failed`}
            </Text>
          </div>
        </Group>
      </Paper>
      {health.components !== undefined && (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
          {health.components.map(component => (
            <Component key={component.name} component={component} />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}

type ComponentHealth = NonNullable<Health['components']>[number];

function Component({ component }: { readonly component: ComponentHealth }) {
  const { name, status, latencyMs, detail } = component;
  return (
    <Paper withBorder p="md" className="card">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} fz="sm">
          {name}
        </Text>
        <Badge variant="dot" color={looks[status].color}>
          {status}
        </Badge>
      </Group>
      <Text fz="xs" c="dimmed" mt={4}>
        {detail === undefined
          ? `answered within ${latency(latencyMs)}`
          : `${detail}${latencyMs > 0 ? `, ${latency(latencyMs)}` : ''}`}
      </Text>
    </Paper>
  );
}
