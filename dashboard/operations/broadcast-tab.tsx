import { Alert, Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type Published, useManagement } from '../../clients/react/index.ts';
import { useReadableChannels } from '../feeds/use-feeds.ts';
import { counted } from '../parts/format.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';

type Outcome =
  | { readonly kind: 'sent'; readonly answer: Published }
  | { readonly kind: 'refused'; readonly message: string };

/** Sends a harmless event to one channel or to everyone, to see that it arrives. */
export function BroadcastTab() {
  const management = useManagement();
  const channels = useReadableChannels();
  const [channel, setChannel] = useState<string | null>('system');
  const [message, setMessage] = useState('This is a test');
  const [isSending, setIsSending] = useState(false);
  const [outcome, setOutcome] = useUntilChanged<Outcome>(channel, message);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSending(true);
    const result = await management.post<Published>('test-broadcast', {
      ...(channel === null ? {} : { channel }),
      ...(message.trim() === '' ? {} : { message: message.trim() }),
    });
    setIsSending(false);
    setOutcome(
      result.kind === 'ok'
        ? { kind: 'sent', answer: result.data }
        : { kind: 'refused', message: result.problem.message },
    );
  }

  return (
    <Paper withBorder p="lg" className="card" maw={560}>
      <form onSubmit={event => void send(event)}>
        <Stack gap="sm">
          <Select
            label="To"
            description="Leave empty to reach everyone, including bettors’ sockets."
            placeholder="Everyone"
            data={channels.map(({ name }) => name).filter(name => name !== 'inbox')}
            value={channel}
            onChange={setChannel}
            clearable
          />
          <TextInput
            label="Message"
            value={message}
            onChange={event => setMessage(event.currentTarget.value)}
            maxLength={500}
          />
          <Text fz="xs" c="dimmed">
            It is written and delivered like any other event, and appears in its channel’s feed,
            too.
          </Text>
          {outcome?.kind === 'sent' && (
            <Alert
              color="teal"
              role="status"
              title={`Sent to ${counted(outcome.answer.addressed, 'connection')}`}
            >
              {outcome.answer.note}
            </Alert>
          )}
          {outcome?.kind === 'refused' && (
            <Alert color="red" role="alert" title="It was not sent">
              {outcome.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={isSending} leftSection={<IconSpeakerphone size={16} />}>
              Send
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
