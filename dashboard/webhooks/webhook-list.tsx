import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useWebhooks } from '../../clients/react/index.ts';
import { counted } from '../parts/format.ts';
import { isCurrent } from '../parts/is-current.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { addressOf } from './page-address.ts';
import { WebhookCard } from './webhook-card.tsx';

/** Of a list that many ask for. */
const everyMs = 10_000;

/** Every webhook that the person may manage, each with how it is doing. */
export function WebhookList({ isAdmin }: { readonly isAdmin: boolean }) {
  const { webhooks, hasMore, answeredAtMs, error, serverNow, refresh } = useWebhooks({ everyMs });
  const now = useNow(1_000);
  const isKnown = isCurrent({ problem: error, answeredAtMs }, everyMs, now);
  const data = answeredAtMs === undefined ? undefined : webhooks;
  return (
    <QueryState query={{ data, problem: error, refresh }} what="the webhooks">
      {webhooks =>
        webhooks.length === 0 ? (
          <NoneYet isAdmin={isAdmin} />
        ) : (
          <Stack gap="md">
            <Group justify="space-between" gap="sm">
              <Text fz="sm" c="dimmed">
                {isKnown
                  ? hasMore
                    ? `The first ${counted(webhooks.length, 'webhook')}; there are more`
                    : counted(webhooks.length, 'webhook')
                  : 'How many there are now is not known'}
              </Text>
              <Register />
            </Group>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
              {webhooks.map(webhook => (
                <WebhookCard
                  key={webhook.webhookId}
                  webhook={webhook}
                  isKnown={isKnown}
                  now={serverNow()}
                />
              ))}
            </SimpleGrid>
          </Stack>
        )
      }
    </QueryState>
  );
}

function Register() {
  return (
    <Button
      component={Link}
      href={addressOf({ form: 'new' })}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      Register a webhook
    </Button>
  );
}

function NoneYet({ isAdmin }: { readonly isAdmin: boolean }) {
  return (
    <Stack gap="md" align="center">
      <Notice icon={<IconWebhook size={26} />} title="No webhooks yet">
        {isAdmin ? 'Nobody has registered one.' : 'You have registered none.'} A webhook sends
        events to a URL of yours as they happen, signed, and again until they are taken.
      </Notice>
      <Register />
    </Stack>
  );
}
