import type { WorkflowDetail, WorkflowList } from '../../core/wire/management/workflow-lists.ts';
import type {
  Workflow,
  WorkflowDecided,
  WorkflowDelegated,
} from '../../core/wire/management/workflows.ts';
import type { ChannelEvent } from '../browser/index.ts';
import type { ItemKind, ItemsRead, ItemView } from './item-kind.ts';
import { readOne } from './read-one.ts';

/** What is shown of a workflow in a list. */
export interface ListedWorkflowView extends ItemView {
  readonly status: 'reading' | 'missing' | Workflow['status'];
  /** As it was read last. */
  readonly workflow: Workflow | undefined;
}

/** What is shown of one workflow. A new object whenever something differs. */
export interface WorkflowView extends ListedWorkflowView {
  /** Of all steps, oldest first. */
  readonly decisions: readonly WorkflowDecided[];
  /** Of all steps, oldest first. */
  readonly delegations: readonly WorkflowDelegated[];
  /** What happened to it, the newest 100 at most, oldest first. */
  readonly events: readonly ChannelEvent[];
  /** Whether the events begin with its creation; else there may be earlier ones. */
  readonly isWhole: boolean;
}

const idIn = ({ data }: ChannelEvent): string | undefined =>
  typeof data.workflowId === 'string' ? data.workflowId : undefined;

/** Every decision is a version; a backend's write may leave it as it is. */
const isBefore = (workflow: Workflow, known: Workflow): boolean =>
  (workflow.version ?? 0) < (known.version ?? 0);

const unlisted: ListedWorkflowView = {
  status: 'reading',
  workflow: undefined,
  isConnected: false,
  error: undefined,
};

/** Workflows as lists show them, read by their ids together. */
export const workflowKind: ItemKind<Workflow, ListedWorkflowView> = {
  channel: 'workflows',
  idOf: ({ workflowId }) => workflowId,
  idIn,
  maxAsked: 100,
  async read(management, workflows, signal) {
    const query = { workflows, limit: workflows.length };
    const result = await management.get<WorkflowList>('workflows', query, signal);
    return result.kind === 'ok' ? { kind: 'ok', data: listed(result.data) } : result;
  },
  unread: unlisted,
  missing: { ...unlisted, status: 'missing' },
  viewAt: workflow => ({ ...unlisted, status: workflow.status, workflow }),
  paceOf: () => 'still',
  isBefore,
};

/** A page of them, as a book takes it. */
export const listed = ({ at, workflows, next }: WorkflowList): ItemsRead<Workflow> => ({
  at,
  items: workflows,
  next,
});

const unread: WorkflowView = {
  ...unlisted,
  decisions: [],
  delegations: [],
  events: [],
  isWhole: false,
};

/** Workflows with all that was decided of them, and what happened to them: one by one. */
export const workflowDetailKind: ItemKind<WorkflowDetail, WorkflowView> = {
  channel: 'workflows',
  idOf: ({ workflow }) => workflow.workflowId,
  idIn,
  maxAsked: 1,
  read: (management, [id = ''], signal) =>
    readOne<WorkflowDetail>(management, `workflows/${encodeURIComponent(id)}`, signal),
  unread,
  missing: { ...unread, status: 'missing' },
  viewAt: ({ workflow, decisions, delegations, history }) => ({
    ...unread,
    ...{ status: workflow.status, workflow, decisions, delegations },
    ...{ events: history.events, isWhole: history.complete },
  }),
  paceOf: () => 'still',
  isBefore: ({ workflow }, known) => isBefore(workflow, known.workflow),
};
