import { Stack } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useWorkflow } from '../../clients/react/index.ts';
import { BackLink } from '../parts/back-link.tsx';
import { Notice } from '../parts/notice.tsx';
import { QueryState } from '../parts/query-state.tsx';
import { useNow } from '../parts/use-now.ts';
import type { Session } from '../session/session.ts';
import { DecisionForm } from './decision-form.tsx';
import { addressOf } from './page-address.ts';
import { WorkflowHistory } from './workflow-history.tsx';
import { WorkflowStanding } from './workflow-standing.tsx';

interface OneWorkflowProps {
  readonly workflowId: string;
  readonly session: Session;
}

/** One workflow: how it stands, what the person may do to it, and what happened to it. */
export function OneWorkflow({ workflowId, session }: OneWorkflowProps) {
  const { status, workflow, decisions, delegations, events, isWhole, error, serverNow } =
    useWorkflow(workflowId);
  useNow(1_000);
  return (
    <Stack gap="md">
      <BackLink href={addressOf({})}>All workflows</BackLink>
      {status === 'missing' ? (
        <Notice icon={<IconListDetails size={26} />} title="There is no such workflow">
          None of the id “{workflowId}” is there, or it is not shown to you.
        </Notice>
      ) : (
        <QueryState query={{ data: workflow, problem: error }} what="the workflow">
          {workflow => (
            <>
              <WorkflowStanding workflow={workflow} now={serverNow()} />
              <DecisionForm
                key={`${workflow.status} ${workflow.currentStep}`}
                workflow={workflow}
                delegations={delegations}
                session={session}
              />
              <WorkflowHistory
                events={events}
                isWhole={isWhole}
                decisions={decisions}
                delegations={delegations}
              />
            </>
          )}
        </QueryState>
      )}
    </Stack>
  );
}
