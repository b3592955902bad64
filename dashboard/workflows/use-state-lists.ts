import {
  type UseWorkflowsResult,
  useWorkflows,
  type Workflow,
  type WorkflowFilter,
} from '../../clients/react/index.ts';

/** How many of each status are read at once. */
const pageSize = 50;

/** A list for each status. */
export function useStateLists(
  filter: Omit<WorkflowFilter, 'status'>,
): Readonly<Record<Workflow['status'], UseWorkflowsResult>> {
  const of = { ...filter, limit: pageSize };
  return {
    draft: useWorkflows({ ...of, status: 'draft' }),
    pending: useWorkflows({ ...of, status: 'pending' }),
    approved: useWorkflows({ ...of, status: 'approved' }),
    rejected: useWorkflows({ ...of, status: 'rejected' }),
    cancelled: useWorkflows({ ...of, status: 'cancelled' }),
  };
}
