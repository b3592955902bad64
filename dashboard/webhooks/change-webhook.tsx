import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useWebhook, useWebhookActions, type Webhook } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { NoSuchWebhook } from './one-webhook.tsx';
import { addressOf } from './page-address.ts';
import { Refusal } from './refusal.tsx';
import { isLeft, takenOver } from './taken-over.ts';
import { useAction } from './use-action.ts';
import { changeOf, fieldsDefect, fieldsOf } from './webhook-fields.ts';
import { WebhookFieldset } from './webhook-fieldset.tsx';

interface ChangeWebhookProps {
  readonly webhookId: string;
  /** Who changes it. */
  readonly userId: string;
}

/** The form for a webhook that is there. */
export function ChangeWebhook({ webhookId, userId }: ChangeWebhookProps) {
  const { status, webhook, error, refresh } = useWebhook(webhookId);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({ webhook: webhookId })}>Back to the webhook</BackLink>
      {status === 'missing' ? (
        <NoSuchWebhook webhookId={webhookId} />
      ) : (
        <QueryState query={{ data: webhook, problem: error, refresh }} what="the webhook">
          {webhook => <ChangeForm webhook={webhook} userId={userId} />}
        </QueryState>
      )}
    </Stack>
  );
}

interface ChangeFormProps {
  readonly webhook: Webhook;
  readonly userId: string;
}

/** It begins as the webhook was then; what changes meanwhile does not move what is typed. */
function ChangeForm({ webhook, userId }: ChangeFormProps) {
  const { change } = useWebhookActions();
  const [, navigate] = useLocation();
  const { busy, problem, act } = useAction();
  const [before] = useState(() => fieldsOf(webhook));
  const [fields, setFields] = useState(before);
  const { webhookId } = webhook;
  const asked = changeOf(fields, before);
  const { change: wanted, isTakenOver } = takenOver(asked, fields, webhook, userId);
  const defect =
    fieldsDefect(fields) ??
    (Object.keys(wanted).length === 0 ? 'Nothing is changed yet.' : undefined);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (defect !== undefined) return;
    const changed = await act('change', () => change(webhookId, wanted));
    if (changed !== undefined) navigate(addressOf({ webhook: webhookId }), { replace: true });
  }

  return (
    <Paper
      withBorder
      p="lg"
      className="card"
      component="form"
      maw={760}
      onSubmit={event => void save(event)}
    >
      <Stack gap="md">
        <Title order={2} fz="lg" className="wrap-anywhere">
          Change “{webhookId}”
        </Title>
        <WebhookFieldset fields={fields} onChange={setFields} isNew={false} />
        <WhoseItIs webhook={webhook} url={fields.url} userId={userId} isTakenOver={isTakenOver} />
        <Refusal problem={problem} />
        <Group gap="sm">
          <Button type="submit" loading={busy !== undefined} disabled={defect !== undefined}>
            {isLeft(webhook, userId) ? 'Take it over and enable it' : 'Save'}
          </Button>
          {defect !== undefined && (
            <Text fz="sm" c="dimmed">
              {defect}
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

interface WhoseItIsProps extends ChangeFormProps {
  readonly url: string;
  readonly isTakenOver: boolean;
}

/** With whose eyes it reads once that is saved. */
function WhoseItIs({ webhook: { maker }, url, userId, isTakenOver }: WhoseItIsProps) {
  if (isTakenOver) {
    return (
      <Alert color="orange" title={`You take it over from ${maker}`} className="wrap-anywhere">
        What you may read of these channels goes to {url.trim()} from then on, and no more what{' '}
        {maker} may. Look whose URL that is.
      </Alert>
    );
  }
  return (
    <Text fz="xs" c="dimmed">
      {maker === userId
        ? 'It is sent what you may read now, for as long as you may.'
        : `It stays ${maker}’s, and is sent what they may read, unless you change URL, channels, types or what is sent.`}
    </Text>
  );
}
