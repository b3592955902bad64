import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useWebhookActions, type WebhookRotated } from '../../clients/react/index.ts';
import { dayAndTime } from '../parts/format.ts';
import { Dialog, type DialogProps } from './dialog.tsx';
import { Refusal } from './refusal.tsx';
import { ShownOnce } from './shown-once.tsx';
import { useAction } from './use-action.ts';

const overlaps = [
  { value: '0', label: 'not at all: it is replaced at once' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
  { value: '604800', label: 'a week' },
] as const;

/** Another key; the one before signs beside it for a while, so that receivers have time to change. */
export function RotateDialog({ webhookId, isOpen, onClose }: DialogProps) {
  return (
    <Dialog title="Rotate the key" isOpen={isOpen} onClose={onClose}>
      <Rotate webhookId={webhookId} onClose={onClose} />
    </Dialog>
  );
}

function Rotate({ webhookId, onClose }: Omit<DialogProps, 'isOpen'>) {
  const { rotate } = useWebhookActions();
  const { busy, problem, act } = useAction();
  const [overlap, setOverlap] = useState('86400');
  const [rotated, setRotated] = useState<WebhookRotated>();

  async function start(): Promise<void> {
    const overlapSeconds = Number(overlap);
    setRotated(await act('rotate', () => rotate(webhookId, { overlapSeconds })));
  }

  if (rotated !== undefined) {
    return (
      <Stack gap="sm">
        <ShownOnce {...rotated} />
        <Text fz="sm">
          The key before signs until {dayAndTime(rotated.previousUntil)}: until then each message
          has a signature of either.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text fz="sm">
        A new key signs from now on. Meanwhile receivers that have the one before go on, for as long
        as it signs beside it.
      </Text>
      <Select
        label="The key before signs on for"
        data={overlaps}
        value={overlap}
        allowDeselect={false}
        onChange={value => setOverlap(value ?? '86400')}
      />
      <Refusal problem={problem} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={busy !== undefined} onClick={() => void start()}>
          Rotate
        </Button>
      </Group>
    </Stack>
  );
}
