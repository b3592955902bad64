import {
  Alert,
  Badge,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  ThemeIcon,
  Title,
} from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
} from '@tabler/icons-react';
import { type Health, useManagementQuery } from '../../clients/react/index.ts';
import { ago, compact, dayAndTime, latency } from '../parts/format.ts';
import { isCurrent } from '../parts/is-current.ts';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';

const looks = {
  healthy: { color: 'teal', icon: IconCircleCheck, sentence: 'Everything works' },
  degraded: { color: 'orange', icon: IconAlertTriangle, sentence: 'Working, with problems' },
  unhealthy: { color: 'red', icon: IconCircleX, sentence: 'Not working' },
} as const;

/** What came last says how it was; how it is now nobody here knows. */
const unknown = {
  color: 'gray',
  icon: IconHelpCircle,
  sentence: 'Current state unknown',
} as const;

const everyMs = 5_000;

/** How the whole is doing, and for admins each part. */
export function HealthTab({ isAdmin }: { readonly isAdmin: boolean }) {
  const query = useManagementQuery<Health>('health', isAdmin ? { details: true } : {}, { everyMs });
  const now = useNow(1_000);
  return (
    <QueryState query={query} what="the health">
      {health => (
        <Overall
          health={health}
          isKnown={isCurrent(query, everyMs, now)}
          answered={ago(query.answeredAtMs ?? now, now)}
        />
      )}
    </QueryState>
  );
}

interface OverallProps {
  readonly health: Health;
  /** It is so now, and not only was so when it was answered. */
  readonly isKnown: boolean;
  readonly answered: string;
}

function Overall({ health, isKnown, answered }: OverallProps) {
  const { color, icon: Icon, sentence } = isKnown ? looks[health.status] : unknown;
  return (
    <Stack gap="md">
      {isKnown && health.draining !== undefined && <Draining draining={health.draining} />}
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
              {isKnown ? `${health.status}, answered ` : `the last answer was ${health.status}, `}
              {answered}
              {health.errors !== undefined && `, ${failures(health.errors)}`}
            </Text>
          </div>
        </Group>
      </Paper>
      {health.components !== undefined && (
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md">
          {health.components.map(component => (
            <Component key={component.name} component={component} isKnown={isKnown} />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}

/** A healthy system may still be closed for maintenance. */
function Draining({ draining }: { readonly draining: NonNullable<Health['draining']> }) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title="Maintenance: no new connections">
      {draining.reason}. It ends by itself at {dayAndTime(draining.until)}.
    </Alert>
  );
}

/** Of no requests no share can have failed. */
const failures = ({ rate, requests }: NonNullable<Health['errors']>): string =>
  requests === 0
    ? 'no request in five minutes'
    : `${(rate * 100).toFixed(2)} % of ${compact(requests)} requests failed in five minutes`;

type ComponentHealth = NonNullable<Health['components']>[number];

interface ComponentProps {
  readonly component: ComponentHealth;
  readonly isKnown: boolean;
}

function Component({ component, isKnown }: ComponentProps) {
  const { name, status, latencyMs, detail } = component;
  return (
    <Paper withBorder p="md" className="card">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} fz="sm">
          {name}
        </Text>
        <Badge variant="dot" color={(isKnown ? looks[status] : unknown).color}>
          {isKnown ? status : `was ${status}`}
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
