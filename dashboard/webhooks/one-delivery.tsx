import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconMailOff, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import {
  useWebhookActions,
  useWebhookDelivery,
  type WebhookDeliveryDetail,
} from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { Fact } from '../parts/fact.tsx';
import { dayAndTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { AttemptIn } from './attempt-in.tsx';
import { Attempts } from './attempts.tsx';
import { Mark } from './mark.tsx';
import { addressOf } from './page-address.ts';
import { Refusal } from './refusal.tsx';
import { TextBlock } from './text-block.tsx';
import { useAction } from './use-action.ts';
import { deliveryWords } from './webhook-words.ts';

type Delivery = WebhookDeliveryDetail['delivery'];

interface OneDeliveryProps {
  readonly webhookId: string;
  readonly deliveryId: string;
}

/** One delivery: what is posted, and what came of each attempt. */
export function OneDelivery({ webhookId, deliveryId }: OneDeliveryProps) {
  const { status, delivery, error, serverNow, refresh } = useWebhookDelivery(webhookId, deliveryId);
  useNow(1_000);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({ webhook: webhookId })}>Back to the webhook</BackLink>
      {status === 'missing' ? (
        <Notice icon={<IconMailOff size={26} />} title="There is no such delivery">
          None of the id “{deliveryId}” is there any more, or the webhook is not yours. Deliveries
          are kept for some days only.
        </Notice>
      ) : (
        <QueryState query={{ data: delivery, problem: error, refresh }} what="the delivery">
          {delivery => (
            <>
              <Standing webhookId={webhookId} delivery={delivery} now={serverNow()} />
              <Attempts attempts={delivery.attempts} attemptCount={delivery.attemptCount} />
              <Request request={delivery.request} />
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}

interface StandingProps {
  readonly webhookId: string;
  readonly delivery: Delivery;
  /** By the server's clock. */
  readonly now: number;
}

function Standing({ webhookId, delivery, now }: StandingProps) {
  const { deliveryId, messageId, eventId, type, channel, state, cursor, gap } = delivery;
  const { createdAt, nextAttemptAt, attemptCount } = delivery;
  return (
    <Paper withBorder p="lg" className="card" data-delivery={deliveryId}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="lg" className="wrap-anywhere">
            {type}
          </Title>
          <Mark look={deliveryWords[state]} of="delivery" />
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <Fact name="To">{webhookId}</Fact>
          <Fact name="Channel">{channel}</Fact>
          <Fact name="Came to be">{dayAndTime(createdAt)}</Fact>
          <Fact name="Attempts">{attemptCount}</Fact>
          {state === 'pending' && (
            <Fact name="Next attempt">
              {nextAttemptAt === undefined ? (
                'once the webhook is enabled'
              ) : (
                <AttemptIn atMs={nextAttemptAt} now={now} />
              )}
            </Fact>
          )}
          <Fact name="webhook-id">{messageId}</Fact>
          <Fact name="Event">{eventId}</Fact>
          <Fact name="Cursor">{cursor ?? 'none: it is a test'}</Fact>
        </SimpleGrid>
        {gap !== undefined && (
          <Alert color="orange" title="Events are missing before it" className="wrap-anywhere">
            Those after {gap.from} up to {gap.to} were kept no longer ({gap.reason}).
          </Alert>
        )}
        <Redeliver webhookId={webhookId} deliveryId={deliveryId} />
      </Stack>
    </Paper>
  );
}

function Redeliver({ webhookId, deliveryId }: OneDeliveryProps) {
  const { redeliver } = useWebhookActions();
  const { busy, problem, act } = useAction();
  const [isAsked, setIsAsked] = useState(false);

  async function again(): Promise<void> {
    setIsAsked(false);
    const accepted = await act('redeliver', () => redeliver(webhookId, deliveryId));
    setIsAsked(accepted !== undefined);
  }

  return (
    <>
      <Refusal problem={problem} />
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={busy !== undefined}
          onClick={() => void again()}
        >
          Send it again
        </Button>
        {isAsked && (
          <Text fz="sm" role="status">
            It is sent next, with the same webhook-id; while the webhook is not enabled it waits.
          </Text>
        )}
      </Group>
    </>
  );
}

/** What is posted, the same at every attempt but for time and signature. */
function Request({ request: { headers, body } }: { readonly request: Delivery['request'] }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Paper withBorder p="lg" className="card" component="section" aria-label="Request">
      <Stack gap="xs">
        <Title order={3} fz="md">
          Request
        </Title>
        <Text fz="xs" c="dimmed">
          The same at every attempt but for <code>webhook-timestamp</code> and{' '}
          <code>webhook-signature</code>, which each has of its own.
        </Text>
        <TextBlock label="Headers">{lines.join('\n')}</TextBlock>
        <TextBlock label="Body">{readable(body)}</TextBlock>
      </Stack>
    </Paper>
  );
}

/** JSON in lines, for people; anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
