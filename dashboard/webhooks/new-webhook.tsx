import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useWebhookActions, type WebhookCreated } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { addressOf } from './page-address.ts';
import { Refusal } from './refusal.tsx';
import { ShownOnce } from './shown-once.tsx';
import { useAction } from './use-action.ts';
import { emptyFields, fieldsDefect, requestOf } from './webhook-fields.ts';
import { WebhookFieldset } from './webhook-fieldset.tsx';

/** The form for a webhook that is to be, and its secret once it is there. */
export function NewWebhook() {
  const { create } = useWebhookActions();
  const { busy, problem, act } = useAction();
  const [fields, setFields] = useState(emptyFields);
  const [created, setCreated] = useState<WebhookCreated>();
  const defect = fieldsDefect(fields);

  async function register(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (defect === undefined) setCreated(await act('create', () => create(requestOf(fields))));
  }

  if (created !== undefined) return <Registered created={created} />;
  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All webhooks</BackLink>
      <Paper
        withBorder
        p="lg"
        className="card"
        component="form"
        maw={760}
        onSubmit={event => void register(event)}
      >
        <Stack gap="md">
          <Title order={2} fz="lg">
            Register a webhook
          </Title>
          <WebhookFieldset fields={fields} onChange={setFields} isNew />
          <Text fz="xs" c="dimmed">
            It is sent what you may read, for as long as you may.
          </Text>
          <Refusal problem={problem} />
          <Group gap="sm">
            <Button type="submit" loading={busy !== undefined} disabled={defect !== undefined}>
              Register
            </Button>
            {defect !== undefined && (
              <Text fz="sm" c="dimmed">
                {defect}
              </Text>
            )}
          </Group>
        </Stack>
      </Paper>
    </Stack>
  );
}

function Registered({ created }: { readonly created: WebhookCreated }) {
  const { webhookId } = created.webhook;
  return (
    <Paper withBorder p="lg" className="card" maw={760}>
      <Stack gap="md">
        <Title order={2} fz="lg" className="wrap-anywhere">
          “{webhookId}” is registered
        </Title>
        <ShownOnce {...created} />
        <Text fz="sm">Events that come from now on are sent to it.</Text>
        <Group>
          <Button component={Link} href={addressOf({ webhook: webhookId })}>
            I have it, go on
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
