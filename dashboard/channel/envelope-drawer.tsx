import {
  Badge,
  Button,
  Code,
  CopyButton,
  Drawer,
  Group,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { FeedEntry } from '../../clients/react/index.ts';
import { PriorityMark } from '../events/priority-mark.tsx';
import { sentence } from '../events/sentence.ts';
import { Fact } from '../parts/fact.tsx';
import { latency, timeOfDay } from '../parts/format.ts';

interface EnvelopeDrawerProps {
  readonly entry: FeedEntry | undefined;
  readonly onClose: () => void;
}

/** Everything that an event says. */
export function EnvelopeDrawer({ entry, onClose }: EnvelopeDrawerProps) {
  return (
    <Drawer
      opened={entry?.kind === 'event'}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry?.kind === 'event' ? <Text fw={650}>{entry.event.type}</Text> : ''}
      closeButtonProps={{ 'aria-label': 'Close the event' }}
    >
      {entry?.kind === 'event' && <Envelope entry={entry} />}
    </Drawer>
  );
}

function Envelope({ entry }: { readonly entry: Extract<FeedEntry, { kind: 'event' }> }) {
  const { event, receivedAtMs, isLive } = entry;
  const json = JSON.stringify(event, null, 2);
  return (
    <Stack gap="md">
      <Text className="wrap-anywhere">{sentence(event)}</Text>
      <Group gap="xs">
        <PriorityMark priority={event.priority} />
        <Badge variant="default">{event.channel}</Badge>
      </Group>
      <SimpleGrid cols={2} spacing="sm">
        <Fact name="Happened">{timeOfDay(event.timestamp)}</Fact>
        <Fact name="Arrived here">
          {timeOfDay(receivedAtMs)}
          {isLive
            ? `, after ${latency(Math.max(0, receivedAtMs - event.timestamp))}`
            : ', replayed'}
        </Fact>
        <Fact name="Source">{event.source}</Fact>
        <Fact name="Id">{event.id}</Fact>
      </SimpleGrid>
      <Group justify="space-between">
        <Text fz="sm" fw={600}>
          Envelope
        </Text>
        <CopyButton value={json}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0} className="envelope">
        {json}
      </Code>
    </Stack>
  );
}
