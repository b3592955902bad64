import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type ConnectionView, useManagement } from '../../clients/react/index.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';

interface DisconnectDialogProps {
  readonly connection: ConnectionView | undefined;
  readonly onClose: () => void;
}

/** Asks why before a connection is ended: the reason stands in the audit log. */
export function DisconnectDialog({ connection, onClose }: DisconnectDialogProps) {
  return (
    <Modal
      opened={connection !== undefined}
      onClose={onClose}
      title="Disconnect"
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
    >
      {connection !== undefined && <DisconnectForm connection={connection} onClose={onClose} />}
    </Modal>
  );
}

interface DisconnectFormProps {
  readonly connection: ConnectionView;
  readonly onClose: () => void;
}

function DisconnectForm({ connection, onClose }: DisconnectFormProps) {
  const management = useManagement();
  const [reason, setReason] = useState('');
  const [everywhere, setEverywhere] = useState(false);
  const [isEnding, setIsEnding] = useState(false);
  const [problem, setProblem] = useUntilChanged<string>(reason, everywhere);
  const { userId, channel, channels = [channel], connectionId } = connection;

  async function end(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsEnding(true);
    const path = everywhere
      ? `users/${encodeURIComponent(userId)}/connections`
      : `connections/${encodeURIComponent(connectionId)}`;
    const result = await management.delete(path, { reason: reason.trim() });
    setIsEnding(false);
    if (result.kind === 'ok') onClose();
    else if (result.problem.status === 404) setProblem('It had already ended.');
    else setProblem(`${result.problem.message}. It is still connected; try again.`);
  }

  return (
    <form onSubmit={event => void end(event)}>
      <Stack gap="sm">
        <Text fz="sm">
          {userId} is reading <b>{channels.join(', ')}</b>. The connection ends within ten seconds.
          The client may reconnect: to keep somebody out, revoke their tokens.
        </Text>
        <TextInput
          label="Reason"
          description="For the audit log; the reader does not see it."
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={256}
          required
          data-autofocus
        />
        <Checkbox
          label={`End every connection of ${userId}`}
          checked={everywhere}
          onChange={event => setEverywhere(event.currentTarget.checked)}
        />
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isEnding} disabled={reason.trim() === ''}>
            Disconnect
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
