import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useWebhook, useWebhookActions, type Webhook } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { NoSuchWebhook } from './one-webhook.tsx';
import { addressOf } from './page-address.ts';
import { Refusal } from './refusal.tsx';
import { useAction } from './use-action.ts';
import { changeOf, fieldsDefect, fieldsOf } from './webhook-fields.ts';
import { WebhookFieldset } from './webhook-fieldset.tsx';

/** The form for a webhook that is there. */
export function ChangeWebhook({ webhookId }: { readonly webhookId: string }) {
  const { status, webhook, error, refresh } = useWebhook(webhookId);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({ webhook: webhookId })}>Back to the webhook</BackLink>
      {status === 'missing' ? (
        <NoSuchWebhook webhookId={webhookId} />
      ) : (
        <QueryState query={{ data: webhook, problem: error, refresh }} what="the webhook">
          {webhook => <ChangeForm webhook={webhook} />}
        </QueryState>
      )}
    </Stack>
  );
}

/** It begins as the webhook was then; what changes meanwhile does not move what is typed. */
function ChangeForm({ webhook }: { readonly webhook: Webhook }) {
  const { change } = useWebhookActions();
  const [, navigate] = useLocation();
  const { busy, problem, act } = useAction();
  const [before] = useState(() => fieldsOf(webhook));
  const [fields, setFields] = useState(before);
  const { webhookId } = webhook;
  const changes = changeOf(fields, before);
  const defect =
    fieldsDefect(fields) ??
    (Object.keys(changes).length === 0 ? 'Nothing is changed yet.' : undefined);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (defect !== undefined) return;
    const changed = await act('change', () => change(webhookId, changes));
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
        <Text fz="xs" c="dimmed">
          Whoever changes it answers for it from then on: it is sent what you may read.
        </Text>
        <Refusal problem={problem} />
        <Group gap="sm">
          <Button type="submit" loading={busy !== undefined} disabled={defect !== undefined}>
            Save
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
