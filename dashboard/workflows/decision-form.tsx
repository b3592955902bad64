import { Alert, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconCheck, IconSend, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import {
  approversOf,
  type ManagementProblem,
  type ManagementResult,
  useWorkflowActions,
  type Workflow,
  type WorkflowDelegated,
} from '../../clients/react/index.ts';
import { useUntilChanged } from '../parts/use-until-changed.ts';
import type { Session } from '../session/session.ts';
import { DelegationForm } from './delegation-form.tsx';
import { peopleText } from './people.ts';
import { refusalWords } from './refusal-words.ts';
import { mayCancel, mayDecide } from './rights.ts';

const maxComment = 500;

interface DecisionFormProps {
  readonly workflow: Workflow;
  readonly delegations: readonly WorkflowDelegated[];
  readonly session: Session;
}

/** What the person may do to a workflow that is not decided, with a comment. */
export function DecisionForm({ workflow, delegations, session }: DecisionFormProps) {
  const { approve, reject, cancel, submit } = useWorkflowActions();
  const { workflowId, status, currentStep } = workflow;
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useUntilChanged<ManagementProblem>(comment);
  const isDecider = mayDecide(workflow, delegations, session);
  const isOwner = mayCancel(workflow, session);
  if (status !== 'pending' && status !== 'draft') return null;

  async function act(name: string, ask: () => Promise<ManagementResult<unknown>>): Promise<void> {
    setBusy(name);
    setProblem(undefined);
    const result = await ask();
    setBusy(undefined);
    // A decision makes another step or an end of it: this form is gone then, or goes on empty.
    if (result.kind === 'ok') setComment('');
    else setProblem(result.problem);
  }
  const said = comment.trim() === '' ? {} : { comment: comment.trim() };
  const looked = currentStep === undefined ? said : { ...said, step: currentStep };
  const button = (name: string) => ({
    loading: busy === name,
    disabled: busy !== undefined && busy !== name,
  });
  return (
    <Paper withBorder p="lg" className="card" component="section" aria-label="Decide">
      <Stack gap="sm">
        <Title order={3} fz="md">
          {currentStep === undefined || status === 'draft' ? 'Decide' : `Decide: ${currentStep}`}
        </Title>
        {!isDecider && (
          <Text fz="sm" c="dimmed">
            {status === 'draft'
              ? 'It is a draft: nobody decides it until it is submitted.'
              : `You are none of those who decide it now: ${peopleText(approversOf(workflow))}.`}
          </Text>
        )}
        {(isDecider || isOwner) && (
          <Textarea
            label="Comment"
            description="Everybody who sees the workflow reads it."
            value={comment}
            onChange={event => setComment(event.currentTarget.value)}
            maxLength={maxComment}
            autosize
            minRows={2}
            maxRows={8}
          />
        )}
        {problem !== undefined && (
          <Alert color="red" role="alert" title={wordsOf(problem)}>
            {problem.message}
          </Alert>
        )}
        <Group gap="xs">
          {isDecider && (
            <>
              <Button
                {...button('approve')}
                color="teal"
                variant="filled"
                leftSection={<IconCheck size={16} aria-hidden />}
                onClick={() => void act('approve', () => approve(workflowId, looked))}
              >
                Approve
              </Button>
              <Button
                {...button('reject')}
                color="red"
                variant="filled"
                leftSection={<IconX size={16} aria-hidden />}
                onClick={() => void act('reject', () => reject(workflowId, looked))}
              >
                Reject
              </Button>
            </>
          )}
          {isOwner && status === 'draft' && (
            <Button
              {...button('submit')}
              leftSection={<IconSend size={16} aria-hidden />}
              onClick={() => void act('submit', () => submit(workflowId))}
            >
              Submit
            </Button>
          )}
          {isOwner && (
            <Button
              {...button('cancel')}
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => void act('cancel', () => cancel(workflowId, said))}
            >
              Cancel the workflow
            </Button>
          )}
        </Group>
        {isDecider && <DelegationForm workflow={workflow} />}
      </Stack>
    </Paper>
  );
}

/** A refusal for people; what the server says of it stands below. */
const wordsOf = ({ code, status }: ManagementProblem): string =>
  refusalWords(code) ?? (status === undefined ? 'No answer came' : 'It was refused');
