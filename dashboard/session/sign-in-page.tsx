import {
  Alert,
  Button,
  Center,
  Code,
  Divider,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Brand } from '../shell/brand.tsx';
import { ColorSchemeSwitch } from '../shell/color-scheme-switch.tsx';
import { DemoPersonCard } from './demo-person-card.tsx';
import { identify } from './identify.ts';
import { useSessionStore } from './session-store.ts';
import { useDemoPeople, useDeployment } from './use-deployment.ts';

/** The way in: a person of the demo on one's own machine, a token everywhere. */
export function SignInPage() {
  const people = useDemoPeople();
  const ended = useSessionStore(({ ended }) => ended);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={560} gap="md">
        <Brand size="large" />
        {ended !== undefined && (
          <Alert icon={<IconInfoCircle size={18} />} color="orange" title="You were signed out">
            {ended}
          </Alert>
        )}
        <Paper withBorder p={{ base: 'md', xs: 'lg' }} className="card">
          {people.length > 0 && (
            <Stack gap="sm">
              <Title order={1} fz="h3">
                Pick a role
              </Title>
              <Text c="dimmed" fz="sm">
                This is your own machine, so you can be anybody. Each window can be someone else.
              </Text>
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                {people.map(person => (
                  <DemoPersonCard key={person.userId} person={person} />
                ))}
              </SimpleGrid>
              <Divider label="or paste a token" />
            </Stack>
          )}
          <TokenForm alone={people.length === 0} />
        </Paper>
        <Center>
          <ColorSchemeSwitch />
        </Center>
      </Stack>
    </Center>
  );
}

function TokenForm({ alone }: { readonly alone: boolean }) {
  const signIn = useSessionStore(state => state.signIn);
  const [text, setText] = useState('');
  const [reason, setReason] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const { managementUrl } = useDeployment();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsking(true);
    const result = await identify(text, managementUrl, Date.now());
    setAsking(false);
    if (result.kind === 'session') signIn(result.session);
    else setReason(result.reason);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {alone && (
          <Title order={1} fz="h3">
            Sign in
          </Title>
        )}
        <Textarea
          label="Token"
          description="It stays in this tab and is sent to this deployment only."
          placeholder="eyJhbGciOi…"
          value={text}
          onChange={event => {
            setText(event.currentTarget.value);
            setReason(undefined);
          }}
          error={reason}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <Button type="submit" fullWidth loading={isAsking}>
          Sign in
        </Button>
        <Text c="dimmed" fz="xs">
          No token at hand? With the stack’s own secret,{' '}
          <Code>npm run -s token -- --sub ana --role admin --outputs outputs.aws.json</Code> prints
          one. With an OpenID provider, ask that provider.
        </Text>
      </Stack>
    </form>
  );
}
