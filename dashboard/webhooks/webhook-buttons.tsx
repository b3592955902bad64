import { Alert, Anchor, Button, Group, Stack } from '@mantine/core';
import {
  IconHistory,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useWebhookActions, type Webhook } from '../../clients/react/index.ts';
import { addressOf } from './page-address.ts';
import { RecoverDialog } from './recover-dialog.tsx';
import { Refusal } from './refusal.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { isLeft } from './taken-over.ts';
import { useAction } from './use-action.ts';

type Dialog = 'rotate' | 'recover' | 'remove';

interface WebhookButtonsProps {
  readonly webhook: Webhook;
  /** Who does it. */
  readonly userId: string;
}

/** What can be done to a webhook. */
export function WebhookButtons({ webhook, userId }: WebhookButtonsProps) {
  const { webhookId, status } = webhook;
  const { test, pause, enable } = useWebhookActions();
  const { busy, problem, act } = useAction();
  const [sent, setSent] = useState<string>();
  const [dialog, setDialog] = useState<Dialog>();
  const close = (): void => setDialog(undefined);
  const isEnabled = status === 'enabled';

  async function sendTest(): Promise<void> {
    setSent(undefined);
    const accepted = await act('test', () => test(webhookId));
    setSent(accepted?.deliveryId);
  }

  return (
    <Stack gap="sm" component="section" aria-label="What to do">
      <Group gap="xs">
        <Button
          leftSection={<IconSend size={16} aria-hidden />}
          loading={busy === 'test'}
          disabled={!isEnabled}
          onClick={() => void sendTest()}
        >
          Send a test
        </Button>
        {/* Another's that may go on no more is enabled by whoever takes it over, in the form. */}
        {!isLeft(webhook, userId) && (
          <Button
            variant="default"
            leftSection={
              isEnabled ? (
                <IconPlayerPause size={16} aria-hidden />
              ) : (
                <IconPlayerPlay size={16} aria-hidden />
              )
            }
            loading={busy === 'status'}
            onClick={() => void act('status', () => (isEnabled ? pause : enable)(webhookId))}
          >
            {isEnabled ? 'Pause' : 'Enable'}
          </Button>
        )}
        <Button
          component={Link}
          href={addressOf({ webhook: webhookId, form: 'change' })}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {isLeft(webhook, userId) ? 'Take it over' : 'Change'}
        </Button>
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => setDialog('rotate')}
        >
          Rotate the key
        </Button>
        <Button
          variant="default"
          leftSection={<IconHistory size={16} aria-hidden />}
          onClick={() => setDialog('recover')}
        >
          Recover a time
        </Button>
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setDialog('remove')}
        >
          Remove
        </Button>
      </Group>
      <Refusal problem={problem} />
      {sent !== undefined && (
        <Alert color="teal" role="status" title="The test is on its way">
          <Anchor
            component={Link}
            href={addressOf({ webhook: webhookId, delivery: sent })}
            fz="sm"
            className="wrap-anywhere"
          >
            See what comes of it
          </Anchor>
        </Alert>
      )}
      <RotateDialog webhookId={webhookId} isOpen={dialog === 'rotate'} onClose={close} />
      <RecoverDialog webhook={webhook} isOpen={dialog === 'recover'} onClose={close} />
      <RemoveDialog webhookId={webhookId} isOpen={dialog === 'remove'} onClose={close} />
    </Stack>
  );
}
