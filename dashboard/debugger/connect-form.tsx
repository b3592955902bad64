import {
  Button,
  Checkbox,
  CopyButton,
  Group,
  Paper,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import {
  IconCheck,
  IconPlugConnected,
  IconPlugConnectedX,
  IconTerminal2,
} from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useFeedView } from '../../clients/react/index.ts';
import { readableChannels } from '../session/deployment.ts';
import type { Session } from '../session/session.ts';
import { useDeployment } from '../session/use-deployment.ts';
import { curlLine, type StreamWish } from './curl.ts';
import type { DebugStream, MethodWish } from './use-debug-stream.ts';

interface ConnectFormProps {
  readonly session: Session;
  readonly debug: DebugStream;
}

type Typed = Omit<StreamWish, 'url' | 'token' | 'workflows'> & {
  readonly workflows: string;
  readonly channel: string;
  readonly token: string;
};

/** Of other signs a browser makes no header. */
const printable = /^[\x21-\x7e]*$/;
/** Whatever a number holds exactly; that there are so many the server may refuse. */
const count = /^\d{0,15}$/;

/**
 * Connects with any parameters: refusals are worth seeing, too. The channels are those of one's own
 * role; with a token of somebody else, whose role nobody knows here, all there are.
 */
export function ConnectForm({ session, debug }: ConnectFormProps) {
  const deployment = useDeployment();
  const { managementUrl } = deployment;
  const [typed, setTyped] = useState<Typed>({
    channel: '',
    token: '',
    tokenInUrl: false,
    cursor: '',
    history: '',
    types: '',
    priority: '',
    clientId: '',
    workflows: '',
  });
  const [method, setMethod] = useState<MethodWish>('auto');
  const change = (changes: Partial<Typed>): void => setTyped({ ...typed, ...changes });
  const view = useFeedView(debug.feed);
  const isConnected = view !== undefined && !['idle', 'stopped'].includes(view.status);
  const otherToken = typed.token.trim();
  const channels = otherToken === '' ? readableChannels(deployment, session) : deployment.channels;
  const chosen = channels.find(({ name }) => name === typed.channel) ?? channels[0];
  const { name: channel, url } = chosen ?? { name: '', url: '' };
  const isSendable = printable.test(otherToken);
  const isCount = count.test(typed.history);
  const { workflows, ...asked } = typed;
  const wish: StreamWish = {
    ...{ ...asked, url, token: otherToken || session.token },
    ...(channel === 'workflows' && { workflows }),
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    debug.connect(channel, wish, method, new URL('poll', managementUrl).href);
  }

  function choose(value: string): void {
    const wanted: MethodWish = value === 'sse' || value === 'poll' ? value : 'auto';
    setMethod(wanted);
    if (!isConnected) return;
    const stream = debug.feed?.stream;
    if (wanted === 'sse') stream?.forceSSE();
    else if (wanted === 'poll') stream?.forcePolling();
    else stream?.auto();
  }

  return (
    <Paper withBorder p="md" className="card">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2} fz="md">
            Connection
          </Title>
          <SimpleGrid cols={2} spacing="xs">
            <Select
              label="Channel"
              data={channels.map(({ name }) => name)}
              value={channel}
              allowDeselect={false}
              onChange={value => change({ channel: value ?? typed.channel })}
            />
            <Select
              label="Priority"
              placeholder="any"
              data={['low', 'normal', 'high', 'critical']}
              value={typed.priority === '' ? null : typed.priority}
              onChange={value => change({ priority: value ?? '' })}
              clearable
            />
            <TextInput
              label="Resume after cursor"
              placeholder="k3f9.1841"
              value={typed.cursor}
              onChange={event => change({ cursor: event.currentTarget.value.trim() })}
            />
            <TextInput
              label="History"
              placeholder="100"
              inputMode="numeric"
              value={typed.history}
              onChange={event => change({ history: event.currentTarget.value.trim() })}
              error={isCount ? undefined : 'Expected up to 15 digits'}
            />
            <TextInput
              label="Types"
              placeholder="NEW_BET, …"
              value={typed.types}
              onChange={event => change({ types: event.currentTarget.value.trim() })}
            />
            <TextInput
              label="Client id"
              placeholder="none"
              value={typed.clientId}
              onChange={event => change({ clientId: event.currentTarget.value.trim() })}
            />
            {channel === 'workflows' && (
              <TextInput
                label="Only these workflows"
                placeholder="their ids, with commas"
                value={workflows}
                onChange={event => change({ workflows: event.currentTarget.value })}
              />
            )}
          </SimpleGrid>
          <TextInput
            label="Token"
            placeholder="your own"
            value={typed.token}
            error={
              isSendable
                ? undefined
                : 'It cannot be sent: a token is letters, digits and signs of ASCII, without spaces.'
            }
            onChange={event => change({ token: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <Group justify="space-between" gap="xs">
            <Checkbox
              label="Token in the URL"
              checked={typed.tokenInUrl}
              onChange={event => change({ tokenInUrl: event.currentTarget.checked })}
            />
            <SegmentedControl
              size="xs"
              aria-label="Method"
              value={method}
              onChange={choose}
              data={[
                { value: 'auto', label: 'Auto' },
                { value: 'sse', label: 'SSE' },
                { value: 'poll', label: 'Polling' },
              ]}
            />
          </Group>
          <Group gap="xs">
            <Button
              type="submit"
              disabled={!isSendable || !isCount}
              leftSection={<IconPlugConnected size={16} />}
            >
              {isConnected ? 'Reconnect' : 'Connect'}
            </Button>
            <Button
              variant="default"
              disabled={!isConnected}
              onClick={() => debug.disconnect()}
              leftSection={<IconPlugConnectedX size={16} />}
            >
              Disconnect
            </Button>
            <CopyButton value={url === '' ? '' : curlLine(wish)}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  onClick={copy}
                  leftSection={copied ? <IconCheck size={16} /> : <IconTerminal2 size={16} />}
                >
                  {copied ? 'Copied' : 'Copy as curl'}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Text fz="xs" c="dimmed">
            The copied line holds the token: whoever has it can read as you until it expires.
          </Text>
        </Stack>
      </form>
    </Paper>
  );
}
