import { Box } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { useFeedView } from '../../clients/react/index.ts';
import { ProblemLine } from '../channel/problem-line.tsx';
import { isArriving } from '../feeds/is-arriving.ts';
import { StateBadge } from '../feeds/state-badge.tsx';
import { useFeed } from '../feeds/use-feeds.ts';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import type { Session } from '../session/session.ts';
import { BulkForm } from './bulk-form.tsx';
import { OneBulkOperation } from './one-bulk-operation.tsx';
import { OneWorkflow } from './one-workflow.tsx';
import { mayBulk } from './rights.ts';
import { WorkflowBoard } from './workflow-board.tsx';

/** Workflows by state and step, one of them with its history, or many at once. */
export default function WorkflowsPage({ session }: { readonly session: Session }) {
  const [search] = useSearchParams();
  const feed = useFeed('workflows');
  const view = useFeedView(feed);
  const workflowId = search.get('workflow');
  const bulk = search.get('bulk');
  if (feed === undefined || view === undefined) {
    return (
      <Notice icon={<IconLock size={26} />} title="You may not see the workflows">
        They are for admins, operators, and whoever has the permission <code>workflow:read</code>; a
        deployment that is older than this page has none.
      </Notice>
    );
  }
  return (
    <>
      <PageHead
        title="Workflows"
        description="What waits for a decision, by step, and how it was decided"
      >
        <StateBadge view={view} />
      </PageHead>
      <Box mb="md">
        <ProblemLine view={view} feed={feed} />
      </Box>
      {workflowId !== null ? (
        <OneWorkflow key={workflowId} workflowId={workflowId} session={session} />
      ) : bulk === 'new' && mayBulk(session) ? (
        <BulkForm />
      ) : bulk !== null && bulk !== 'new' ? (
        <OneBulkOperation key={bulk} operationId={bulk} />
      ) : (
        <WorkflowBoard session={session} isCurrent={isArriving(view)} />
      )}
    </>
  );
}
