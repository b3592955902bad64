import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { WebhookAttempt } from '../../clients/react/index.ts';
import { dayAndTime, latency, span } from '../parts/format.ts';
import { TextBlock } from './text-block.tsx';
import { isSuccess, outcomeText } from './webhook-words.ts';

interface AttemptsProps {
  /** Oldest first. */
  readonly attempts: readonly WebhookAttempt[];
  /** All that there were. */
  readonly attemptCount: number;
}

/** What came of each attempt, the newest first. */
export function Attempts({ attempts, attemptCount }: AttemptsProps) {
  const newest = attempts.map((attempt, at) => ({
    attempt,
    number: attemptCount - attempts.length + at + 1,
  }));
  return (
    <Paper withBorder p="lg" className="card" component="section" aria-label="Attempts">
      <Title order={3} fz="md" mb="md">
        Attempts
      </Title>
      {attempts.length === 0 && (
        <Text fz="sm" c="dimmed">
          {attemptCount === 0 ? 'It was not attempted yet.' : 'None of them is remembered.'}
        </Text>
      )}
      <Stack gap="md" component="ol" m={0} p={0} className="plain-list">
        {newest.toReversed().map(({ attempt, number }) => (
          <li key={number} data-attempt={number}>
            <Attempt attempt={attempt} number={number} />
          </li>
        ))}
      </Stack>
      {attempts.length > 0 && attempts.length < attemptCount && (
        <Text fz="sm" c="dimmed" mt="md">
          Earlier ones are not remembered.
        </Text>
      )}
    </Paper>
  );
}

interface AttemptProps {
  readonly attempt: WebhookAttempt;
  readonly number: number;
}

function Attempt({ attempt, number }: AttemptProps) {
  const { at, tookMs, status, failure, message, answer, answerCut, retryAfterMs } = attempt;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Text fz="sm" fw={600}>
          {number}.
        </Text>
        <Badge color={isSuccess(attempt) ? 'teal' : 'red'} variant="light" className="rigid">
          {status ?? failure ?? 'no post'}
        </Badge>
        <Text fz="sm">
          <time dateTime={new Date(at).toISOString()}>{dayAndTime(at)}</time>, took{' '}
          {latency(tookMs)}
        </Text>
      </Group>
      {!isSuccess(attempt) && (
        <Text fz="sm" className="wrap-anywhere">
          {[outcomeText(attempt), message].filter(Boolean).join(': ') || 'Why is not known.'}
        </Text>
      )}
      {retryAfterMs !== undefined && (
        <Text fz="sm">The receiver asked to wait for {span(Math.ceil(retryAfterMs / 1_000))}.</Text>
      )}
      {answer !== undefined && answer !== '' && (
        <>
          <TextBlock label={`Answer to attempt ${number}`}>{answer}</TextBlock>
          {answerCut === true && (
            <Text fz="xs" c="dimmed">
              There was more of it; the beginning is kept.
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}
