import type { KnownEvent } from '../../clients/browser/index.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type {
  BulkAnswer,
  BulkPreview,
  BulkResults,
} from '../../core/wire/management/workflow-bulk.ts';
import type { WorkflowDetail } from '../../core/wire/management/workflow-lists.ts';
import type { Workflow, WorkflowAnswer } from '../../core/wire/management/workflows.ts';
import type { EventType } from '../../core/wire/payloads.ts';
import type { ServerData } from '../../core/wire/socket/server-message.ts';
import { type Approvers, approversOf, type BulkAction } from '../../core/wire/workflow.ts';
import type { WorkflowCommand } from './workflow-command.ts';

type TimeText = (timeMs: number) => string;
type Data<T extends EventType> = Extract<KnownEvent, { readonly type: T }>['data'];
/** What the commands of these names give. */
export interface WorkflowsShown {
  readonly workflows: readonly Workflow[];
  readonly hasMore: boolean;
}
export type BulkShown = BulkAnswer & {
  /** The first that failed. */
  readonly failures?: BulkResults['results'];
};
export type PreviewShown = BulkPreview & { readonly action: BulkAction };

type Standing = Pick<Workflow, 'workflowId' | 'name' | 'status' | 'currentStep' | 'updatedBy'>;

/** What a workflow's event says, in a sentence; `undefined` for an event of anything else. */
export function workflowSentence(
  { type, data }: ChannelEvent,
  timeText: TimeText,
): string | undefined {
  switch (type) {
    case 'workflow.created':
      return `${named(data as Data<typeof type>)} is new: ${state(data as Data<typeof type>)}`;
    case 'workflow.updated': {
      const { lastDecision } = data as { lastDecision?: { by: string; decision: string } };
      const what = lastDecision ? ` (${lastDecision.by}: ${lastDecision.decision})` : '';
      return `${named(data as Data<typeof type>)} is ${state(data as Data<typeof type>)}${what}`;
    }
    case 'workflow.approved':
    case 'workflow.rejected':
    case 'workflow.cancelled': {
      const ended = data as Data<typeof type>;
      return `${named(ended)} is ${ended.status}${by(ended.updatedBy)}`;
    }
    case 'workflow.overdue':
      return `${named(data as Data<typeof type>)} is overdue`;
    case 'workflow.reminder': {
      const { dueAt, ...due } = data as Data<typeof type>;
      return `${named(due)} waits${dueAt === undefined ? '' : `: it is due at ${timeText(dueAt)}`}`;
    }
    case 'workflow.escalated': {
      const { escalatedTo, ...due } = data as Data<typeof type>;
      return `${named(due)} may be decided by ${peopleOf(escalatedTo)}, too`;
    }
    case 'workflow.bulk_progress':
    case 'workflow.bulk_completed':
      return `bulk operation ${countsOf(data as Data<typeof type>)}`;
    default:
      return undefined;
  }
}

/** What a command about workflows found or did. */
export function workflowLines(
  command: WorkflowCommand['name'],
  data: unknown,
  timeText: TimeText,
): readonly string[] {
  switch (command) {
    case 'workflows':
      return listLines(data as WorkflowsShown, timeText);
    case 'workflow':
      return detailLines(data as WorkflowDetail, timeText);
    case 'approve':
    case 'reject':
      return [standingLine((data as WorkflowAnswer).workflow)];
    case 'bulk':
      return typeof data === 'object' && data !== null && 'operation' in data
        ? bulkLines(data as BulkShown)
        : previewLines(data as PreviewShown);
  }
}

/** What a socket is subscribed to from now on. */
export function followedLine(data: unknown): string {
  const { workflowId, workflow } = data as ServerData<'subscribed'>;
  const standing = workflow === undefined ? `workflow ${workflowId}` : standingLine(workflow);
  return `${standing}: what happens to it is shown`;
}

/** What `workflows` found. */
function listLines({ workflows, hasMore }: WorkflowsShown, timeText: TimeText): readonly string[] {
  if (workflows.length === 0) return ['there are none that you see'];
  return [
    ...workflows.map(workflow => `${named(workflow)} ${state(workflow)}${due(workflow, timeText)}`),
    ...(hasMore ? ['there are more: name a status'] : []),
  ];
}

/** What `workflow` found. */
function detailLines(
  { workflow, decisions, history }: WorkflowDetail,
  timeText: TimeText,
): readonly string[] {
  const { createdBy, escalatedTo, approvedBy = [] } = workflow;
  const approvers = approversOf(workflow);
  const isPending = workflow.status === 'pending';
  return [
    `${named(workflow)} ${state(workflow)}${due(workflow, timeText)}${createdBy === undefined ? '' : `, created by ${createdBy}`}`,
    ...(isPending ? [`  decided by ${peopleOf(approvers)}, approved by ${approvedBy.length}`] : []),
    ...(isPending && escalatedTo ? [`  escalated to ${peopleOf(escalatedTo)}`] : []),
    ...decisions.map(
      ({ at, by: who, for: whose, decision, step, comment }) =>
        `  ${timeText(at)} ${who}${whose === undefined ? '' : ` for ${whose}`}: ${decision}${step === undefined ? '' : ` of ${step}`}${comment === undefined ? '' : ` "${comment}"`}`,
    ),
    ...(history.complete ? [] : ['  there may be earlier events']),
    ...history.events.map(
      event => `  ${timeText(event.timestamp)} ${workflowSentence(event, timeText) ?? event.type}`,
    ),
  ];
}

/** How it stands after a decision, or as it is subscribed to. */
function standingLine(workflow: Standing): string {
  return `${named(workflow)} is ${state(workflow)}`;
}

/** What `bulk` would do, did, or does. */
function bulkLines({ operation, failures = [] }: BulkShown): readonly string[] {
  return [
    `bulk operation ${countsOf(operation)}`,
    ...failures.map(({ workflowId, code, message }) => `  ${workflowId}: ${message} (${code})`),
    ...(operation.failed > failures.length && failures.length > 0 ? ['  and others'] : []),
  ];
}

function previewLines({
  action,
  count,
  isExact,
  refusals,
  sample,
}: PreviewShown): readonly string[] {
  const all = `${isExact ? count : `${count} or more`} ${count === 1 && isExact ? 'workflow' : 'workflows'}`;
  return [
    `${action} would be done to ${all}`,
    ...Object.entries(refusals).map(([code, howMany]) => `  not to ${howMany} of them: ${code}`),
    ...sample.map(workflow => `  ${named(workflow)} ${state(workflow)}`),
    ...(count > 0 ? ['`bulk confirm` does it'] : []),
  ];
}

function named({ workflowId, name }: Pick<Standing, 'workflowId' | 'name'>): string {
  return name === undefined ? `workflow ${workflowId}` : `workflow ${workflowId} (${name})`;
}

function state({ status, currentStep }: Pick<Standing, 'status' | 'currentStep'>): string {
  return status === 'pending' && currentStep !== undefined ? `pending at ${currentStep}` : status;
}

function due({ dueAt, overdueAt, status }: Workflow, timeText: TimeText): string {
  if (status !== 'pending' || dueAt === undefined) return '';
  return overdueAt === dueAt ? ', overdue' : `, due at ${timeText(dueAt)}`;
}

const by = (who: string | undefined): string => (who === undefined ? '' : ` by ${who}`);

function peopleOf({ users = [], roles = [], needed = 1 }: Approvers = {}): string {
  const names = [...users, ...roles.map(role => `the role ${role}`)];
  if (names.length === 0) return 'staff';
  return `${needed > 1 ? `${needed} of ` : ''}${names.join(', ')}`;
}

interface Counts {
  readonly operationId: string;
  readonly action: string;
  readonly status: string;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly total: number;
}

function countsOf({ operationId, action, status, done, failed, skipped, total }: Counts): string {
  const others = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return [`${operationId} ${status}: ${action} done to ${done} of ${total}`, ...others].join(', ');
}
