import { Code, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { Webhook } from '../../clients/react/index.ts';
import { Fact } from '../parts/fact.tsx';
import { counted, dayAndTime } from '../parts/format.ts';
import { timeLeft } from '../parts/time-left.ts';
import { HealthFacts } from './health-facts.tsx';
import { Mark } from './mark.tsx';
import { NextAttempt } from './next-attempt.tsx';
import { healthWords, statusWords } from './webhook-words.ts';

interface WebhookStandingProps {
  readonly webhook: Webhook;
  /** Whether it is so now, and not only was so when it was answered. */
  readonly isKnown: boolean;
  /** By the server's clock. */
  readonly now: number;
}

/** What a webhook is, how it is doing, and which keys it signs with. */
export function WebhookStanding({ webhook, isKnown, now }: WebhookStandingProps) {
  const { webhookId, description, status, health } = webhook;
  return (
    <Paper withBorder p="lg" className="card" data-webhook={webhookId}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="lg" className="wrap-anywhere">
            {webhookId}
          </Title>
          <Group gap={6}>
            <Mark look={healthWords[health.state]} of="health" isKnown={isKnown} />
            <Mark look={statusWords[status]} of="status" isKnown={isKnown} />
          </Group>
        </Group>
        {description !== undefined && description !== '' && (
          <Text fz="sm" className="wrap-anywhere">
            {description}
          </Text>
        )}
        <Title order={3} fz="md">
          How it is doing
        </Title>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <HealthFacts health={health} isKnown={isKnown} now={now} />
          <NextAttempt webhook={webhook} isKnown={isKnown} now={now} />
        </SimpleGrid>
        <Title order={3} fz="md">
          What it is
        </Title>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <WebhookFacts webhook={webhook} />
        </SimpleGrid>
        <Title order={3} fz="md">
          Keys
        </Title>
        <Keys webhook={webhook} now={now} />
      </Stack>
    </Paper>
  );
}

const formats: Readonly<Record<Webhook['format'], string>> = {
  standard: 'the event (standard)',
  slack: 'text for a chat tool (slack)',
};

const signatures: Readonly<Record<Webhook['signature'], string>> = {
  v1: 'v1: HMAC-SHA256, a secret',
  v1a: 'v1a: Ed25519, a public key',
};

function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  const { url, channels, types, format, signature, maker, createdAt, updatedAt } = webhook;
  return (
    <>
      <Fact name="URL">{url}</Fact>
      <Fact name="Channels">
        {channels.includes('*') ? `all that ${maker} may read, but global` : channels.join(', ')}
      </Fact>
      <Fact name="Types">{types.includes('*') ? 'all' : types.join(', ')}</Fact>
      <Fact name="Sends">{formats[format]}</Fact>
      <Fact name="Signature">{signatures[signature]}</Fact>
      <Fact name="Attempts">
        {webhook.retryAttempts === 0
          ? 'one'
          : `one, and ${counted(webhook.retryAttempts, 'retry', 'retries')}`}
      </Fact>
      <Fact name="Each may take">{webhook.timeoutMs / 1_000} s</Fact>
      <Fact name="Sent what may be read by">{maker}</Fact>
      <Fact name="Created">{dayAndTime(createdAt)}</Fact>
      <Fact name="Changed">{updatedAt === createdAt ? 'never' : dayAndTime(updatedAt)}</Fact>
    </>
  );
}

/** Those that sign now, the newest first. */
function Keys({ webhook: { keys }, now }: { readonly webhook: Webhook; readonly now: number }) {
  return (
    <Stack gap="xs" component="ul" m={0} p={0} className="plain-list" aria-label="Keys">
      {keys.map(({ createdAt, until, publicKey }) => (
        <li key={`${createdAt} ${publicKey ?? ''}`}>
          <Text fz="sm">
            of {dayAndTime(createdAt)}
            {until === undefined
              ? ', in use'
              : until > now
                ? `, replaced: it signs beside the newer one until ${dayAndTime(until)}, for another ${timeLeft(until - now)}`
                : `, replaced: it has signed until ${dayAndTime(until)}`}
          </Text>
          {publicKey !== undefined && <Code className="wrap-anywhere">{publicKey}</Code>}
        </li>
      ))}
    </Stack>
  );
}
