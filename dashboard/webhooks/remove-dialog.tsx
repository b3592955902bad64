import { Button, Group, Stack, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { useWebhookActions } from '../../clients/react/index.ts';
import { Dialog, type DialogProps } from './dialog.tsx';
import { addressOf } from './page-address.ts';
import { Refusal } from './refusal.tsx';
import { useAction } from './use-action.ts';

/** Asks before a webhook is removed: that is for good. */
export function RemoveDialog({ webhookId, isOpen, onClose }: DialogProps) {
  return (
    <Dialog title="Remove the webhook" isOpen={isOpen} onClose={onClose}>
      <Remove webhookId={webhookId} onClose={onClose} />
    </Dialog>
  );
}

function Remove({ webhookId, onClose }: Omit<DialogProps, 'isOpen'>) {
  const { remove } = useWebhookActions();
  const [, navigate] = useLocation();
  const { busy, problem, act } = useAction();

  async function start(): Promise<void> {
    const removed = await act('remove', () => remove(webhookId));
    if (removed !== undefined) navigate(addressOf({}), { replace: true });
  }

  return (
    <Stack gap="sm">
      <Text fz="sm" className="wrap-anywhere">
        “{webhookId}” is sent nothing any more, its key is gone, and what waits for its next attempt
        is given up. To stop it for a while, pause it instead.
      </Text>
      <Refusal problem={problem} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          color="red"
          variant="filled"
          loading={busy !== undefined}
          onClick={() => void start()}
        >
          Remove it
        </Button>
      </Group>
    </Stack>
  );
}
