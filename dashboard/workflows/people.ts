import type { Workflow } from '../../clients/react/index.ts';

type Approvers = NonNullable<Workflow['approvers']>;

/** Who decides the current step: a backend may leave that to the list of steps. */
export const approversOf = ({ approvers, steps = [], currentStep }: Workflow): Approvers =>
  approvers ?? steps.find(({ name }) => name === currentStep)?.approvers ?? {};

/** Whether it says who they are; if not, staff decide. */
export const namesSomeone = ({ users = [], roles = [] }: Approvers): boolean =>
  users.length + roles.length > 0;

/** Users by their names and roles by theirs. */
export function peopleText(approvers: Approvers): string {
  if (!namesSomeone(approvers)) return 'staff';
  const { users = [], roles = [] } = approvers;
  return [...users, ...roles.map(role => `any ${role}`)].join(', ');
}

/** How far the current step is: 1 of 2 approved. */
export function approvedText(workflow: Workflow): string {
  const { approvedBy = [] } = workflow;
  return `${approvedBy.length} of ${approversOf(workflow).needed ?? 1} approved`;
}
