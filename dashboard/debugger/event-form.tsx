import {
  Alert,
  Button,
  Group,
  JsonInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
  Title,
} from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type Published, useManagement } from '../../clients/react/index.ts';
import { counted } from '../parts/format.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';
import type { Session } from '../session/session.ts';

interface EventFormProps {
  readonly connectionId: string | undefined;
  readonly session: Session;
}

const targets = [
  { value: 'connection', label: 'this connection' },
  { value: 'users', label: 'users' },
  { value: 'roles', label: 'roles' },
  { value: 'channels', label: 'channels' },
  { value: 'broadcast', label: 'everyone' },
];

/** Publishes an event to a target of one's choice. */
export function EventForm({ connectionId, session }: EventFormProps) {
  const management = useManagement();
  const [kind, setKind] = useState('users');
  const [names, setNames] = useState(session.userId);
  const [type, setType] = useState('notification');
  const [priority, setPriority] = useState<string>('normal');
  const [data, setData] = useState('{"title": "Hello", "message": "from the debugger"}');
  const [isSending, setIsSending] = useState(false);
  const [outcome, setOutcome] = useUntilChanged<{ readonly ok: boolean; readonly text: string }>(
    kind,
    names,
    type,
    priority,
    data,
  );
  const lacksConnection = kind === 'connection' && connectionId === undefined;
  const needsNames = kind === 'users' || kind === 'roles' || kind === 'channels';

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const parsed = parse(data);
    if (parsed === undefined) {
      setOutcome({ ok: false, text: 'The data is not a JSON object.' });
      return;
    }
    setIsSending(true);
    const list = names.split(/[\s,]+/).filter(Boolean);
    const target =
      kind === 'connection'
        ? { connection: connectionId }
        : kind === 'broadcast'
          ? { broadcast: true }
          : { [kind]: list };
    const result = await management.post<Published>('events', {
      target,
      type,
      priority,
      data: parsed,
    });
    setIsSending(false);
    setOutcome(
      result.kind === 'ok'
        ? {
            ok: true,
            text: `For ${counted(result.data.addressed, 'connection')}; ${result.data.note}`,
          }
        : { ok: false, text: result.problem.message },
    );
  }

  return (
    <Paper withBorder p="md" className="card">
      <form onSubmit={event => void send(event)}>
        <Stack gap="sm">
          <Title order={2} fz="md">
            Send an event
          </Title>
          <SimpleGrid cols={2} spacing="xs">
            <Select
              label="Target"
              data={targets}
              error={lacksConnection && 'Connect first'}
              value={kind}
              allowDeselect={false}
              onChange={value => setKind(value ?? 'users')}
            />
            <TextInput
              label="Names"
              disabled={!needsNames}
              value={needsNames ? names : ''}
              onChange={event => setNames(event.currentTarget.value)}
            />
            <TextInput
              label="Type"
              value={type}
              onChange={event => setType(event.currentTarget.value.trim())}
            />
            <Select
              label="Priority"
              data={['low', 'normal', 'high', 'critical']}
              value={priority}
              allowDeselect={false}
              onChange={value => setPriority(value ?? 'normal')}
            />
          </SimpleGrid>
          <JsonInput
            label="Data"
            value={data}
            onChange={setData}
            validationError="This is not valid JSON"
            autosize
            minRows={2}
            maxRows={8}
          />
          {outcome !== undefined && (
            <Alert
              color={outcome.ok ? 'teal' : 'red'}
              p="xs"
              role={outcome.ok ? 'status' : 'alert'}
              title={outcome.ok ? 'Published' : 'Not published'}
            >
              {outcome.text}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={isSending}
              disabled={type === '' || lacksConnection}
              leftSection={<IconSend size={16} />}
            >
              Send
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
