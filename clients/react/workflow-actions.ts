import type {
  BulkAnswer,
  BulkPreview,
  BulkRequestBody,
  BulkRetryBody,
} from '../../core/wire/management/workflow-bulk.ts';
import type { NewWorkflow } from '../../core/wire/management/workflow-changes.ts';
import type { WorkflowAnswer } from '../../core/wire/management/workflows.ts';
import type { ManagementClient, ManagementResult } from './management-client.ts';

/** How a step is decided. */
export interface DecisionOptions {
  /** The step that was looked at; refused once it is another. @default - whatever is the current one */
  readonly step?: string | number;
  /** At most 500 characters. */
  readonly comment?: string;
  /** The approver who delegated it. @default - one decides for oneself */
  readonly for?: string;
}

type Answered = Promise<ManagementResult<WorkflowAnswer>>;

/** What a person does to workflows. A refusal is a result; nothing rejects. */
export interface WorkflowActions {
  readonly create: (workflow: NewWorkflow) => Answered;
  readonly approve: (workflowId: string, options?: DecisionOptions) => Answered;
  readonly reject: (workflowId: string, options?: DecisionOptions) => Answered;
  readonly cancel: (workflowId: string, options?: Pick<DecisionOptions, 'comment'>) => Answered;
  /** Makes a draft pending. */
  readonly submit: (workflowId: string) => Answered;
  /** Lets someone else decide the current step for oneself. */
  readonly delegate: (workflowId: string, to: string) => Answered;
  readonly bulk: BulkActions;
}

/** What a person does to many workflows at once. */
export interface BulkActions {
  /** How many it would be; nothing is done. */
  readonly preview: (request: BulkRequestBody) => Promise<ManagementResult<BulkPreview>>;
  readonly start: (request: BulkRequestBody) => Promise<ManagementResult<BulkAnswer>>;
  /** Stops it: what is done stays done. */
  readonly cancel: (operationId: string) => Promise<ManagementResult<BulkAnswer>>;
  /** A new operation of those that failed. */
  readonly retry: (
    operationId: string,
    options?: BulkRetryBody,
  ) => Promise<ManagementResult<BulkAnswer>>;
}

/** Where what was done is to be read again. */
interface Changed {
  readonly workflow: (workflowId: string) => void;
  readonly operation: (operationId: string) => void;
}

export function workflowActions(management: ManagementClient, changed: Changed): WorkflowActions {
  async function act(workflowId: string, path: string, body: object): Answered {
    const of = `workflows/${encodeURIComponent(workflowId)}`;
    const result = await management.post<WorkflowAnswer>(`${of}/${path}`, body);
    // A refusal says that it stands otherwise than was shown, or that nothing has changed.
    changed.workflow(workflowId);
    return result;
  }
  const decide =
    (decision: 'approve' | 'reject' | 'cancel' | 'submit') =>
    (workflowId: string, options: DecisionOptions = {}) =>
      act(workflowId, 'decisions', { decision, ...options });
  const bulk = 'workflows/bulk';
  const of = (operationId: string): string => `${bulk}/${encodeURIComponent(operationId)}`;
  return {
    create: workflow => management.post('workflows', workflow),
    approve: decide('approve'),
    reject: decide('reject'),
    cancel: decide('cancel'),
    submit: workflowId => decide('submit')(workflowId),
    delegate: (workflowId, to) => act(workflowId, 'delegations', { to }),
    bulk: {
      preview: request => management.post(bulk, { ...request, preview: true }),
      start: request => management.post(bulk, request),
      async cancel(operationId) {
        const result = await management.delete<BulkAnswer>(of(operationId), undefined);
        changed.operation(operationId);
        return result;
      },
      retry: (operationId, options = {}) => management.post(`${of(operationId)}/retry`, options),
    },
  };
}
