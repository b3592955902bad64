import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import {
  useWebhookActions,
  type Webhook,
  type WebhookRecovering,
} from '../../clients/react/index.ts';
import { fieldValue } from '../channel/start-time.ts';
import { dayAndTime } from '../parts/format.ts';
import { Dialog, type DialogProps } from './dialog.tsx';
import { readRange } from './recover-range.ts';
import { Refusal } from './refusal.tsx';
import { useAction } from './use-action.ts';

interface RecoverDialogProps extends Omit<DialogProps, 'webhookId'> {
  readonly webhook: Webhook;
}

/** Goes through a part of the log again, for what of it was not delivered. */
export function RecoverDialog({ webhook, isOpen, onClose }: RecoverDialogProps) {
  return (
    <Dialog title="Recover a time" isOpen={isOpen} onClose={onClose}>
      <Recover webhook={webhook} onClose={onClose} />
    </Dialog>
  );
}

const hourMs = 3_600_000;

function Recover({ webhook, onClose }: Omit<RecoverDialogProps, 'isOpen'>) {
  const { webhookId, health } = webhook;
  const { recover } = useWebhookActions();
  const { busy, problem, act } = useAction();
  const [from, setFrom] = useState(() => fieldValue(health.failingSince ?? Date.now() - hourMs));
  const [to, setTo] = useState('');
  const [begun, setBegun] = useState<WebhookRecovering>();
  const range = readRange(from, to, Date.now());

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (range.kind === 'range')
      setBegun(await act('recover', () => recover(webhookId, range.range)));
  }

  if (begun !== undefined) {
    return (
      <Stack gap="sm">
        <Alert color="teal" role="status" title="It is being recovered">
          What came from {dayAndTime(begun.since)} to {dayAndTime(begun.until)} and was not
          delivered is sent. The page shows it as long as it lasts.
        </Alert>
        {begun.isCut && (
          <Alert color="orange" title="Its beginning is not in the log any more">
            Events of that time were kept no longer: it begins with the oldest that there is.
          </Alert>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={event => void start(event)}>
      <Stack gap="sm">
        <Text fz="sm">
          The log is gone through again, as far as it reaches back. What was delivered already is
          not sent again.
          {health.recovering !== undefined &&
            ' The recovery that is under way ends where it is: this one takes its place.'}
        </Text>
        <TextInput
          label="From"
          type="datetime-local"
          value={from}
          onChange={event => setFrom(event.currentTarget.value)}
          required
        />
        <TextInput
          label="To"
          description="Empty: now."
          type="datetime-local"
          value={to}
          onChange={event => setTo(event.currentTarget.value)}
        />
        {range.kind === 'refused' && (
          <Text fz="sm" c="red" role="status">
            {range.reason}
          </Text>
        )}
        <Refusal problem={problem} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy !== undefined} disabled={range.kind === 'refused'}>
            Recover
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
