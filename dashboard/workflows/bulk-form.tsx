import { Alert, Button, Group, Paper, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type BulkPreview as Preview, useWorkflowActions } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { counted } from '../parts/format.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';
import { BulkChoice } from './bulk-choice.tsx';
import { BulkPreview } from './bulk-preview.tsx';
import { type BulkFields, chosenBy, emptyFields, newOperationId } from './bulk-request.ts';
import { addressOf } from './page-address.ts';

/** What to do to many workflows, and to which: first what it would be of, then it is started. */
export function BulkForm() {
  const { bulk } = useWorkflowActions();
  const [, navigate] = useLocation();
  const [action, setAction] = useState<'approve' | 'cancel'>('approve');
  const [fields, setFields] = useState<BulkFields>(emptyFields);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<'preview' | 'start'>();
  // Of another choice than that of the preview, nothing is started.
  const [preview, setPreview] = useUntilChanged<Preview>(action, fields);
  const [operationId] = useState(newOperationId);
  const [problem, setProblem] = useUntilChanged<string>(action, fields, reason);
  const chosen = chosenBy(fields);

  async function look(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (chosen === undefined) return;
    setBusy('preview');
    setProblem(undefined);
    const result = await bulk.preview({ action, ...chosen });
    setBusy(undefined);
    if (result.kind === 'ok') setPreview(result.data);
    else setProblem(result.problem.message);
  }

  async function start(): Promise<void> {
    if (chosen === undefined) return;
    setBusy('start');
    const request = { operationId, action, ...chosen, reason: reason.trim() };
    const result = await bulk.start(request);
    setBusy(undefined);
    // An answer that was lost on its way: it was started, for this page alone knows its id.
    const isStarted = result.kind === 'ok' || result.problem.code === 'BULK_OPERATION_EXISTS';
    if (isStarted) navigate(addressOf({ bulk: operationId }));
    else setProblem(result.problem.message);
  }

  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All workflows</BackLink>
      <Paper withBorder p="lg" className="card" component="form" onSubmit={e => void look(e)}>
        <Stack gap="md">
          <SegmentedControl
            aria-label="What to do"
            value={action}
            onChange={value => setAction(value === 'cancel' ? 'cancel' : 'approve')}
            data={[
              { value: 'approve', label: 'Approve' },
              { value: 'cancel', label: 'Cancel' },
            ]}
          />
          <BulkChoice fields={fields} onChange={setFields} />
          <TextInput
            label="Reason"
            description="It stands in the audit, in the events, and as the comment of each decision."
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            maxLength={256}
          />
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {preview !== undefined && <BulkPreview preview={preview} action={action} />}
          <Group gap="xs">
            <Button
              type="submit"
              variant={preview === undefined ? 'filled' : 'default'}
              loading={busy === 'preview'}
              disabled={chosen === undefined}
            >
              Preview
            </Button>
            {preview !== undefined && preview.count > 0 && (
              <Button
                color={action === 'approve' ? 'teal' : 'red'}
                variant="filled"
                loading={busy === 'start'}
                disabled={reason.trim() === ''}
                onClick={() => void start()}
              >
                {action === 'approve' ? 'Approve' : 'Cancel'} {counted(preview.count, 'workflow')}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
    </Stack>
  );
}
