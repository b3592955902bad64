import { Anchor, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { Webhook } from '../../clients/react/index.ts';
import { HealthFacts } from './health-facts.tsx';
import { Mark } from './mark.tsx';
import { addressOf } from './page-address.ts';
import { healthWords, reasonWords, statusWords } from './webhook-words.ts';

interface WebhookCardProps {
  readonly webhook: Webhook;
  /** Whether it is so now, and not only was so when it was answered. */
  readonly isKnown: boolean;
  /** By the server's clock. */
  readonly now: number;
}

/** One webhook at a glance: where it leads, and how it is doing. */
export function WebhookCard({ webhook, isKnown, now }: WebhookCardProps) {
  const { webhookId, url, description, status, reason, health } = webhook;
  return (
    <Paper withBorder p="md" className="card" data-webhook={webhookId}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
          <Anchor
            component={Link}
            href={addressOf({ webhook: webhookId })}
            fw={600}
            className="wrap-anywhere"
          >
            {webhookId}
          </Anchor>
          <Group gap={6} justify="flex-end" className="rigid">
            {status === 'enabled' && (
              <Mark look={healthWords[health.state]} of="health" isKnown={isKnown} />
            )}
            <Mark look={statusWords[status]} of="status" isKnown={isKnown} />
          </Group>
        </Group>
        {description !== undefined && description !== '' && (
          <Text fz="sm" lineClamp={2} className="wrap-anywhere">
            {description}
          </Text>
        )}
        <Text fz="sm" c="dimmed" lineClamp={2} className="wrap-anywhere">
          {url}
        </Text>
        {status === 'disabled' && reason !== undefined && (
          <Text fz="sm" className="wrap-anywhere">
            {reasonWords[reason].why}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <HealthFacts health={health} isKnown={isKnown} now={now} />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}
