import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconWebhook } from '@tabler/icons-react';
import { useWebhook, type Webhook } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { isCurrent } from '../parts/is-current.ts';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { Deliveries } from './deliveries.tsx';
import { addressOf } from './page-address.ts';
import { WebhookButtons } from './webhook-buttons.tsx';
import { WebhookStanding } from './webhook-standing.tsx';
import { reasonWords } from './webhook-words.ts';

const everyMs = 5_000;

interface OneWebhookProps {
  readonly webhookId: string;
  /** Who looks at it. */
  readonly userId: string;
}

/** One webhook: how it stands, what can be done to it, and its deliveries. */
export function OneWebhook({ webhookId, userId }: OneWebhookProps) {
  const { status, webhook, error, answeredAtMs, serverNow, refresh } = useWebhook(webhookId, {
    everyMs,
  });
  const now = useNow(1_000);
  const isKnown = isCurrent({ problem: error, answeredAtMs }, everyMs, now);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All webhooks</BackLink>
      {status === 'missing' ? (
        <NoSuchWebhook webhookId={webhookId} />
      ) : (
        <QueryState query={{ data: webhook, problem: error, refresh }} what="the webhook">
          {webhook => (
            <>
              <Stopped webhook={webhook} />
              <WebhookStanding webhook={webhook} isKnown={isKnown} now={serverNow()} />
              <WebhookButtons webhook={webhook} userId={userId} />
              <Deliveries webhookId={webhookId} />
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}

/** Instead of one that is not there. */
export function NoSuchWebhook({ webhookId }: { readonly webhookId: string }) {
  return (
    <Notice icon={<IconWebhook size={26} />} title="There is no such webhook">
      None of the id “{webhookId}” is there, or it is somebody else’s. A deployment that is older
      than this page has none at all.
    </Notice>
  );
}

/** That nothing is sent, why, and what to do. */
function Stopped({ webhook: { status, reason } }: { readonly webhook: Webhook }) {
  if (status === 'enabled') return null;
  if (status === 'paused') {
    return (
      <Alert color="gray" title="Paused: nothing is sent">
        Enabled again, it goes on where it stopped.
      </Alert>
    );
  }
  const words = reason === undefined ? undefined : reasonWords[reason];
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title="Disabled by the system: nothing is sent"
    >
      <Text fz="sm">{words?.why ?? 'Why is not known.'}</Text>
      <Text fz="sm">{words?.todo} It goes on where it stopped.</Text>
    </Alert>
  );
}
