import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useWorkflowActions, type Workflow } from '../../clients/react/index.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';

/** Lets someone else decide the step for the person. */
export function DelegationForm({ workflow }: { readonly workflow: Workflow }) {
  const { delegate } = useWorkflowActions();
  const [to, setTo] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useUntilChanged<string>(to);
  const [delegated, setDelegated] = useState<string>();

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    const result = await delegate(workflow.workflowId, to.trim());
    setIsBusy(false);
    if (result.kind === 'refused') return setProblem(result.problem.message);
    setDelegated(to.trim());
    setTo('');
  }

  return (
    <form onSubmit={event => void send(event)}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label="Let somebody else decide for you"
          placeholder="The id of a user"
          value={to}
          onChange={event => setTo(event.currentTarget.value)}
          maxLength={128}
          error={problem}
          autoComplete="off"
          spellCheck={false}
          className="grow"
          maw={320}
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={to.trim() === ''}>
          Delegate
        </Button>
      </Group>
      {delegated !== undefined && (
        <Text fz="sm" role="status" mt={4}>
          {delegated} may decide it for you.
        </Text>
      )}
    </form>
  );
}
