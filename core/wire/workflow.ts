import { isStaff, type Role } from './role.ts';

/** How a workflow stands; the last three are ends. */
export const workflowStatuses = ['draft', 'pending', 'approved', 'rejected', 'cancelled'] as const;

export type WorkflowStatus = (typeof workflowStatuses)[number];

/** How a workflow ends: of these none is ever anything else. */
const endStatuses = [
  'approved',
  'rejected',
  'cancelled',
] as const satisfies readonly WorkflowStatus[];

export function isEnd(status: WorkflowStatus): status is (typeof endStatuses)[number] {
  return endStatuses.some(end => end === status);
}

/** What begins by the clock while a workflow is pending; each is an attribute of its item. */
export const workflowMarks = ['overdueAt', 'remindedAt', 'escalatedAt'] as const;

/** More at once are two operations. */
export const maxBulkIds = 10_000;

/** What a bulk operation does to each of its workflows. */
export const bulkActions = ['approve', 'cancel'] as const;

export type BulkAction = (typeof bulkActions)[number];

/** How a bulk operation stands. */
export const bulkStatuses = ['running', 'completed'] as const;

export type BulkStatus = (typeof bulkStatuses)[number];

/** How each workflow of a bulk operation went; skipped: nothing was written, and nothing is wrong. */
export const bulkOutcomes = ['done', 'failed', 'skipped'] as const;

export type BulkOutcome = (typeof bulkOutcomes)[number];

/** Who decides a step: any of these users, and whoever has one of these roles. */
export interface Approvers {
  readonly users?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  /** How many of them must approve. @default 1 */
  readonly needed?: number | undefined;
}

/** What of a workflow says who decides its current step. */
interface Decided<A extends Approvers> {
  readonly approvers?: A | undefined;
  readonly steps?:
    | readonly { readonly name: string; readonly approvers?: A | undefined }[]
    | undefined;
  readonly currentStep?: string | number | undefined;
}

/** What of a workflow decides whom it concerns. */
export interface Concern extends Decided<Approvers> {
  readonly createdBy?: string | undefined;
  readonly assignees?: readonly string[] | undefined;
  /** Who may decide it too, since it was escalated to them. */
  readonly escalatedTo?: Approvers | undefined;
}

/** Who reads or acts, as far as workflows are concerned. */
export interface WorkflowPerson {
  readonly userId: string;
  readonly role: Role;
  /** As the token's claim has them. @default - none */
  readonly permissions?: readonly string[] | undefined;
}

type Person = Pick<WorkflowPerson, 'userId' | 'role'>;

/**
 * Whether `visibleTo`, as an item or an event has it, lets the reader see the workflow: by a permission
 * or a role that it names. Without it everyone may who otherwise may; one that names nobody, or cannot
 * be read, lets nobody.
 */
export function isOpenTo(
  visibleTo: unknown,
  { role, permissions = [] }: Pick<WorkflowPerson, 'role' | 'permissions'>,
): boolean {
  if (visibleTo === undefined) return true;
  const named: { readonly permissions?: unknown; readonly roles?: unknown } = Object(visibleTo);
  const names = (list: unknown, name: string) => Array.isArray(list) && list.includes(name);
  return names(named.roles, role) || permissions.some(each => names(named.permissions, each));
}

/** Whether the workflow is this person's matter: its creator's, an assignee's, an approver's. */
export function isConcernOf(workflow: Concern, person: Person): boolean {
  const { createdBy, assignees = [], escalatedTo = {} } = workflow;
  const approvers = approversOf(workflow) ?? {};
  return (
    createdBy === person.userId ||
    assignees.includes(person.userId) ||
    isApprover(approvers, person) ||
    isApprover(escalatedTo, person)
  );
}

/**
 * Those who decide the current step: whom the workflow names, else whom its list of steps does. Where
 * neither names anyone, staff decide.
 */
export function approversOf<A extends Approvers>({
  approvers,
  steps = [],
  currentStep,
}: Decided<A>): A | undefined {
  const ofStep = steps.find(({ name }) => name === currentStep)?.approvers;
  return [approvers, ofStep].find(each => each && namesSomeone(each)) ?? approvers ?? ofStep;
}

/** Whether it says who they are. */
export function namesSomeone({ users = [], roles = [] }: Approvers): boolean {
  return users.length + roles.length > 0;
}

/**
 * Whether someone is an approver themselves: one of those who are named, or of those to whom it was
 * escalated. Where nobody is named, staff decide.
 */
export function isOwnApprover(
  workflow: Decided<Approvers> & Pick<Concern, 'escalatedTo'>,
  person: Person,
): boolean {
  const { escalatedTo = {} } = workflow;
  const approvers = approversOf(workflow) ?? {};
  const isOne = namesSomeone(approvers) ? isApprover(approvers, person) : isStaff(person.role);
  return isOne || isApprover(escalatedTo, person);
}

/** Whether the person is one of those who decide. */
function isApprover({ users = [], roles = [] }: Approvers, person: Person): boolean {
  return users.includes(person.userId) || roles.includes(person.role);
}
