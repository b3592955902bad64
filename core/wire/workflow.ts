import type { Role } from './role.ts';

/** How a workflow stands; the last three are ends. */
export const workflowStatuses = ['draft', 'pending', 'approved', 'rejected', 'cancelled'] as const;

export type WorkflowStatus = (typeof workflowStatuses)[number];

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

/** What of a workflow decides whom it concerns. */
export interface Concern {
  readonly createdBy?: string | undefined;
  readonly assignees?: readonly string[] | undefined;
  /** Those of the current step. */
  readonly approvers?: Approvers | undefined;
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
export function isConcernOf(
  { createdBy, assignees = [], approvers = {}, escalatedTo = {} }: Concern,
  person: Person,
): boolean {
  return (
    createdBy === person.userId ||
    assignees.includes(person.userId) ||
    isApprover(approvers, person) ||
    isApprover(escalatedTo, person)
  );
}

/** Whether the person is one of those who decide. */
export function isApprover({ users = [], roles = [] }: Approvers, person: Person): boolean {
  return users.includes(person.userId) || roles.includes(person.role);
}
